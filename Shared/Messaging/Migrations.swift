public import Postgres

extension Migration {
  /// The tables that every service's schema has for its part in messaging. They are applied before the service's own.
  public static let messaging: [Migration] = [
    Migration(id: 1, name: "messaging", sql: messagingTables)
  ]

  private static let messagingTables = """
    -- How far each partition is applied. The truth; the offset in Kafka mirrors it.
    create table progress (
      cluster text not null,
      topic text not null,
      partition integer not null,
      first_offset bigint not null,
      next_offset bigint not null,
      consumed bigint not null default 0,
      duplicate bigint not null default 0,
      stale bigint not null default 0,
      dead_lettered bigint not null default 0,
      parked bigint not null default 0,
      updated_at timestamptz not null default now(),
      primary key (cluster, topic, partition)
    ) with (fillfactor = 50);

    -- Offsets that the broker no longer had when they were due.
    create table progress_hole (
      cluster text not null,
      topic text not null,
      partition integer not null,
      first_offset bigint not null,
      last_offset bigint not null,
      noticed_at timestamptz not null default now(),
      primary key (cluster, topic, partition, first_offset)
    );

    -- Events on their way. The transaction's id comes before the row's, so that whoever holds an id is a known transaction.
    create table outbox (
      transaction_id xid8 not null default pg_current_xact_id(),
      id bigint generated always as identity primary key,
      topic text not null,
      key bytea,
      headers bytea not null,
      value bytea,
      created_at timestamptz not null default now()
    );

    create table outbox_refused (
      id bigint primary key,
      topic text not null,
      key bytea,
      headers bytea not null,
      value bytea,
      reason text not null,
      refused_at timestamptz not null default now()
    );

    create table relay_position (
      singleton boolean primary key check (singleton),
      cluster text,
      -- Another cluster that an operator has accepted: it is given what it lacks.
      accepted_cluster text,
      up_to bigint not null,
      gaps bigint[] not null,
      generation bigint not null,
      marked_at timestamptz not null default now()
    );

    -- Records of subjects whose handler failed, in order, until they can be applied.
    create table parked (
      topic text not null,
      subject text not null,
      cluster text not null,
      partition integer not null,
      record_offset bigint not null,
      record_at timestamptz not null,
      key bytea,
      headers bytea not null,
      value bytea,
      error text not null,
      attempts integer not null default 1,
      parked_at timestamptz not null default now(),
      primary key (topic, cluster, partition, record_offset)
    );
    create index parked_subject on parked (topic, subject);
    """
}
