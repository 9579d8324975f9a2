#include <libpq-fe.h>
#include <pthread.h>

// The PG_DIAG_* macros are character constants, which Swift does not import; these carry the same values.
enum ronda_pq_diagnostic {
  RONDA_PQ_SEVERITY = PG_DIAG_SEVERITY_NONLOCALIZED,
  RONDA_PQ_SQLSTATE = PG_DIAG_SQLSTATE,
  RONDA_PQ_MESSAGE = PG_DIAG_MESSAGE_PRIMARY,
  RONDA_PQ_DETAIL = PG_DIAG_MESSAGE_DETAIL,
  RONDA_PQ_HINT = PG_DIAG_MESSAGE_HINT,
  RONDA_PQ_SCHEMA = PG_DIAG_SCHEMA_NAME,
  RONDA_PQ_TABLE = PG_DIAG_TABLE_NAME,
  RONDA_PQ_COLUMN = PG_DIAG_COLUMN_NAME,
  RONDA_PQ_CONSTRAINT = PG_DIAG_CONSTRAINT_NAME,
  RONDA_PQ_SOURCE_FUNCTION = PG_DIAG_SOURCE_FUNCTION,
};

// One diagnostic field of a result, or NULL. The text belongs to the result and dies with PQclear.
static inline const char *ronda_pq_field(const PGresult *result, enum ronda_pq_diagnostic which) {
  return PQresultErrorField(result, (int)which);
}

// glibc declares this under _GNU_SOURCE only, which Swift does not set.
extern int pthread_setname_np(pthread_t thread, const char *name);

// Names a thread for debuggers and /proc; at most 15 characters.
static inline void ronda_pq_name_thread(pthread_t thread, const char *name) { (void)pthread_setname_np(thread, name); }
