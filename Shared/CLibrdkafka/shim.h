#ifndef RONDA_CLIBRDKAFKA_SHIM_H
#define RONDA_CLIBRDKAFKA_SHIM_H

// What Swift cannot import from librdkafka (variadics, RD_KAFKA_V_* macros, tagged unions with padding),
// and the wake-up descriptor of a client's thread. Inline only: there is no C target to compile.

#include <dirent.h>
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

// Queues one record; key and value are copied. A NULL `key` or `value` is null on the wire, a pointer with length 0 is empty.
// `timestamp_ms` 0 means now. Ownership of `headers` passes to librdkafka on success and stays with the caller on failure.
// Never blocks: a full local queue is RD_KAFKA_RESP_ERR__QUEUE_FULL.
static inline rd_kafka_resp_err_t ronda_kafka_produce(rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition,
                                                      const void *key, size_t key_length, const void *value,
                                                      size_t value_length, int64_t timestamp_ms,
                                                      rd_kafka_headers_t *headers, uintptr_t opaque) {
  rd_kafka_vu_t arguments[8];
  size_t count = 0;
  arguments[count].vtype = RD_KAFKA_VTYPE_RKT;
  arguments[count++].u.rkt = topic;
  arguments[count].vtype = RD_KAFKA_VTYPE_PARTITION;
  arguments[count++].u.i32 = partition;
  arguments[count].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  arguments[count++].u.i = RD_KAFKA_MSG_F_COPY;
  arguments[count].vtype = RD_KAFKA_VTYPE_KEY;
  arguments[count].u.mem.ptr = (void *)key;
  arguments[count++].u.mem.size = key_length;
  arguments[count].vtype = RD_KAFKA_VTYPE_VALUE;
  arguments[count].u.mem.ptr = (void *)value;
  arguments[count++].u.mem.size = value_length;
  arguments[count].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  arguments[count++].u.i64 = timestamp_ms;
  arguments[count].vtype = RD_KAFKA_VTYPE_OPAQUE;
  arguments[count++].u.ptr = (void *)opaque;
  if (headers) {
    arguments[count].vtype = RD_KAFKA_VTYPE_HEADERS;
    arguments[count++].u.headers = headers;
  }
  rd_kafka_error_t *error = rd_kafka_produceva(client, arguments, count);
  if (!error) return RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  return code;
}

// The opaque given to ronda_kafka_produce, from a delivery report.
static inline uintptr_t ronda_kafka_opaque(const rd_kafka_message_t *message) { return (uintptr_t)message->_private; }

// Every event is polled from a queue; no callback is ever set.
static inline int ronda_kafka_all_events(void) {
  return RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR |
         RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT;
}

// A wake-up descriptor: raised by librdkafka when a queue is no longer empty and by anybody who enqueues work.
// Returns -1 with errno set when the process is out of descriptors.
static inline int ronda_signal_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline void ronda_signal_raise(int descriptor) {
  uint64_t one = 1;
  // The only possible failure is a full counter, which is a raised signal.
  ssize_t written = write(descriptor, &one, sizeof(one));
  (void)written;
}

// Waits until the signal is raised or the time is over (-1: no limit), and lowers it.
static inline void ronda_signal_wait(int descriptor, int timeout_ms) {
  struct pollfd waiting = {.fd = descriptor, .events = POLLIN, .revents = 0};
  if (poll(&waiting, 1, timeout_ms) > 0) {
    uint64_t raised;
    ssize_t taken = read(descriptor, &raised, sizeof(raised));
    (void)taken;
  }
}

// Names the calling thread in debuggers and in /proc; 15 bytes count.
static inline void ronda_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

static inline void ronda_kafka_queue_signals(rd_kafka_queue_t *queue, int descriptor) {
  uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue, descriptor, descriptor < 0 ? NULL : &one, descriptor < 0 ? 0 : sizeof(one));
}

// Switches Nagle's algorithm off for whoever connects to this process's listener on the loopback port (connections inherit
// it on Linux). The mock broker does not, and its second small answer then waits 40 ms for the first one's delayed
// acknowledgement. Also keeps the listener from programs that this process starts, which would hold the port open after its
// end. Returns the number of listeners found: 1, or 0 when nothing listens there.
static inline int ronda_listener_without_delay(int port) {
  int found = 0;
  DIR *descriptors = opendir("/proc/self/fd");
  if (!descriptors) return 0;
  for (struct dirent *entry = readdir(descriptors); entry; entry = readdir(descriptors)) {
    int descriptor = atoi(entry->d_name);
    int listening = 0;
    socklen_t length = sizeof(listening);
    struct sockaddr_in address;
    socklen_t address_length = sizeof(address);
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0 || !listening) continue;
    if (getsockname(descriptor, (struct sockaddr *)&address, &address_length) != 0) continue;
    if (address.sin_family != AF_INET || ntohs(address.sin_port) != port) continue;
    int on = 1;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0) found += 1;
  }
  closedir(descriptors);
  return found;
}

#endif
