-- Every decision of the contact rules on which this service acted: what was asked, the answer, the rules that gave it and their version.
-- Added to, never changed; kept for at least two years (Chile, Ley 21.320). The same table stands in each service that acts on the rules.
create table contact_decisions (
  decision_id uuid primary key,
  decided_at timestamptz not null,
  action text not null check (action in ('send', 'plan', 'visit', 'ask')),
  -- What was done: sent, deferred, suppressed; planned, left_out, withdrawn; recorded; allowed, refused.
  outcome text not null,
  -- The message, the stop or task, or the visit; of a question the debtor.
  subject_id uuid not null,
  debtor_id uuid not null,
  account_id uuid,
  creditor_id text,
  team_id text,
  channel text not null,
  -- The instant that was judged.
  contact_at timestamptz not null,
  allowed boolean not null,
  rule_ids text[] not null,
  reasons text[] not null,
  next_allowed_at timestamptz,
  -- Names the rules' data and how the operator reads them.
  law_version text not null,
  -- The whole question: jurisdictions, place, party, product, authorisation, consent, flags, zone, earlier contacts.
  inputs jsonb not null
);
create index contact_decisions_by_time on contact_decisions (decided_at, decision_id);
create index contact_decisions_by_debtor on contact_decisions (debtor_id, decided_at);

create function refuse_change_of_contact_decision() returns trigger language plpgsql as $$
begin
  raise exception 'a contact decision never changes' using errcode = 'restrict_violation';
end
$$;

create trigger contact_decision_never_changes before update on contact_decisions
  for each row execute function refuse_change_of_contact_decision();

-- Contacts that other services made or plan, as far as caps look back: each row is what a topic told, and goes when it is too old.
create table contact_history (
  contact_id uuid primary key,
  debtor_id uuid not null,
  channel text not null,
  contacted_at timestamptz not null,
  -- The debtor was met in person.
  reached boolean not null,
  -- The route that plans a visit which has not taken place yet.
  route_id uuid
);
create index contact_history_by_debtor on contact_history (debtor_id, contacted_at);
create index contact_history_by_route on contact_history (route_id) where route_id is not null;
