"""What a batch of account messages makes of debtors and accounts: the decisions of ingestion that such messages need, in Python."""
import hashlib
import json
import struct
import uuid

NAMESPACE = uuid.UUID("65392bd3-96af-5a13-95c7-6baa744a247d")
ACCOUNT_TOPIC = "ronda.int.account.v1"
DEBTOR_TOPIC = "ronda.int.debtor.v1"
FLAGS = ["dispute", "hardship", "insolvency", "legal_representative", "do_not_contact", "deceased", "fraud", "visit_authorized"]
PARTS = ["debtor", "parties", "addresses", "contacts"]
ELSEWHERE = {
    "creditor_id", "account_number", "product_code", "product_type", "branch_code", "currency", "days_past_due", "oldest_due_date",
    "risk_score", "attributes", "sequence", "business_date", "type", "event_type", "debtor", "parties", "addresses", "contacts"}
OVERDUE = ["principal", "interest", "late_interest", "fees", "insurance"]
KINDS = {"home": 0, "work": 1, "business": 2, "other": 3}


def named(*parts):
    return uuid.uuid5(NAMESPACE, "/".join(parts))


def halves(data):
    return struct.unpack(">qq", hashlib.blake2b(data, digest_size=16).digest())


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Statement:
    """One message, read and named."""

    def __init__(self, record):
        self.headers = {name: value.decode() for name, value in record.headers() or []}
        value = record.value()
        self.body = json.loads(value)
        self.hash = halves(value)
        person = self.body["debtor"]
        self.country = self.body["addresses"][0]["country"]
        self.account_id = named("account", self.body["creditor_id"], self.body["account_number"])
        self.debtor_id = named("debtor", self.country, person["id_type"], person["id_number"])
        self.profile = compact({part: self.body[part] for part in PARTS if part in self.body})
        self.profile_hash = halves(self.profile.encode())


class Portfolio:
    def __init__(self, records, now):
        self.statements = [Statement(record) for record in records]
        self.now = now
        self.debtors, self.accounts, self.profiles = {}, {}, {}
        self.changed, self.reprofiled = {}, {}
        self.out = []

    def account_ids(self):
        return sorted({statement.account_id for statement in self.statements})

    def debtor_ids(self):
        return sorted({statement.debtor_id for statement in self.statements})

    def all_debtor_ids(self):
        return sorted({*self.debtor_ids(), *self.debtors})

    def load_debtor(self, row):
        self.debtors[row["debtor_id"]] = row

    def load_account(self, row):
        self.accounts[row["account_id"]] = row

    def load_profile(self, row):
        self.profiles[row["account_id"]] = (row["since"].isoformat(), row["body"])

    def wanted_profiles(self):
        touched = set(self.debtor_ids())
        return sorted(row["account_id"] for row in self.accounts.values() if row["debtor_id"] in touched)

    def new_accounts(self):
        return [account for account in self.account_ids() if account not in self.accounts]

    def settled(self):
        """Rows to write: debtors, accounts, profiles."""
        for statement in self.statements:
            self.apply(statement)
        debtors = [row for row in (self.debtor(debtor) for debtor in self.debtor_ids()) if row]
        accounts = [self.changed[account] for account in sorted(self.changed)]
        for row in debtors:
            self.publish(DEBTOR_TOPIC, "debtor.updated", str(row["debtor_id"]), self.debtor_event(row))
        for row in accounts:
            self.publish(ACCOUNT_TOPIC, "account.updated", f"{row['debtor_id']}:{row['account_id']}", self.account_event(row))
        profiles = [
            {"account_id": account, "since": self.profiles[account][0], "body": compact(self.profiles[account][1])}
            for account in sorted(self.reprofiled)]
        return debtors, accounts, profiles

    def apply(self, statement):
        body = statement.body
        before = self.accounts.get(statement.account_id)
        if before and before["sequence"] is not None and before["sequence"] >= body["sequence"]:
            return
        row = dict(before) if before else {
            "version": 0, "revision": 0, "profile_hash_high": None, "profile_hash_low": None, "profile_since": None}
        row["profile_since"] = str(row["profile_since"])
        first = statement.account_id not in self.changed
        overdue = {part: body["balances"]["overdue"].get(part + "_minor", 0) for part in OVERDUE}
        total, last, due = sum(overdue.values()), body.get("last_payment") or {}, body.get("next_due") or {}
        status = "active" if total > 0 or (body["days_past_due"] <= 0 and due) else "cured"
        row.update(
            account_id=statement.account_id, creditor_id=body["creditor_id"], account_number=body["account_number"],
            debtor_id=statement.debtor_id, currency=body["currency"], product_code=body.get("product_code"),
            product_type=body["product_type"], branch_code=body.get("branch_code"), status=status, stated_status=status,
            stated_overdue_minor=total, stated_as_of=body["business_date"], stated_days_past_due=body["days_past_due"],
            stated_oldest_due_date=body.get("oldest_due_date"), stated_last_payment_date=last.get("date"),
            stated_last_payment_minor=last.get("amount_minor"), total_due_minor=body["balances"].get("total_due_minor", total),
            last_payment_date=last.get("date"), last_payment_minor=last.get("amount_minor"), next_due_date=due.get("date"),
            next_due_minor=due.get("amount_minor"), risk_score=body.get("risk_score", body["debtor"].get("risk_score")),
            flags=sum(1 << bit for bit, name in enumerate(FLAGS) if (body.get("flags") or {}).get(name)),
            attributes=compact({name: str(value) for name, value in (body.get("attributes") or {}).items()}),
            details=compact({name: value for name, value in body.items() if name not in ELSEWHERE}),
            business_date=body["business_date"], source="event", sequence=body["sequence"], event_id=statement.headers.get("ce_id"),
            event_hash_high=statement.hash[0], event_hash_low=statement.hash[1], file_hash_high=None, file_hash_low=None,
            latest_movement=None, **{f"overdue_{part}_minor": amount for part, amount in overdue.items()})
        if statement.profile_hash != (row["profile_hash_high"], row["profile_hash_low"]):
            row.update(
                profile_hash_high=statement.profile_hash[0], profile_hash_low=statement.profile_hash[1],
                profile_since=body["business_date"])
            self.profiles[statement.account_id] = (body["business_date"], {p: body[p] for p in PARTS if p in body})
            self.reprofiled[statement.account_id] = True
        if first:
            row["version"] += 1
            row["revision"] += 1
        self.accounts[statement.account_id] = self.changed[statement.account_id] = row

    def debtor(self, debtor_id):
        """The debtor's row, when it says something new."""
        own = [row for row in self.accounts.values() if row["debtor_id"] == debtor_id]
        before = self.debtors.get(debtor_id)
        known = sorted(((*self.profiles[r["account_id"]], r["account_id"]) for r in own if r["account_id"] in self.profiles),
                       key=lambda profile: (profile[0], profile[2]), reverse=True)
        row = dict(before) if before else {"version": 0, "revision": 0}
        row["birth_date"] = str(row["birth_date"]) if row.get("birth_date") else None
        if known and (before is None or any(r["account_id"] in self.reprofiled for r in own)):
            row.update(self.consolidated(debtor_id, [profile for _, profile, _ in known]))
        row["totals"] = self.totals(own)
        if before and all(row[name] == (str(value) if name == "birth_date" and value else value) for name, value in before.items()):
            return None
        row.update({part: compact(row[part]) for part in ("addresses", "contacts", "totals", "parties")})
        row["version"] += 1
        row["revision"] += 1
        return row

    def consolidated(self, debtor_id, profiles):
        person = profiles[0]["debtor"]
        addresses, contacts, parties = {}, {}, []
        for profile in profiles:
            parties += [party for party in profile.get("parties") or [] if party["role"] != "holder"]
            for address in profile.get("addresses") or []:
                place = "|".join(str(address.get(part, "")).casefold().strip() for part in ("lines", "district", "city", "country"))
                addresses.setdefault(place, address)
            for contact in profile.get("contacts") or []:
                contacts.setdefault((contact["channel"], contact["value"].lower()), contact)
        country = next(iter(addresses.values()))["country"]
        return {
            "debtor_id": debtor_id, "id_type": person["id_type"], "id_number": person["id_number"], "full_name": person["full_name"],
            "person_type": person.get("person_type", "natural"), "birth_date": person.get("birth_date"),
            "language": person.get("language", "es-PE"), "country": country, "time_zone": "America/Lima",
            "addresses": sorted((self.address(debtor_id, place, a) for place, a in addresses.items()),
                                key=lambda a: (KINDS[a["kind"]], a["address_id"])),
            "contacts": sorted((self.contact(debtor_id, c) for c in contacts.values()), key=lambda c: (c["channel"], c["contact_id"])),
            "parties": sorted((self.party(debtor_id, p) for p in parties), key=lambda p: (p["role"], p["party_id"]))}

    @staticmethod
    def party(debtor_id, party):
        person = f"{party.get('id_type', '')}/{party['id_number']}" if "id_number" in party else party.get("full_name", "").casefold()
        return {"party_id": str(named("party", str(debtor_id), f"{party['role']}/{person}")), "role": party["role"],
                "full_name": party.get("full_name")}

    @staticmethod
    def address(debtor_id, place, address):
        result = {"address_id": str(named("address", str(debtor_id), place)), "kind": address["kind"], "lines": address["lines"],
                  "country": address["country"]}
        result.update({name: address[name] for name in ("district", "city", "state", "precision") if name in address})
        if "lat" in address:
            result["location"] = {"lat": address["lat"], "lon": address["lon"]}
        return result

    @staticmethod
    def contact(debtor_id, contact):
        return {"contact_id": str(named("contact", str(debtor_id), contact["channel"], contact["value"])),
                "channel": contact["channel"], "value": contact["value"], "quality": contact.get("quality", "unknown"),
                "consent_granted": (contact.get("consent") or {}).get("granted")}

    @staticmethod
    def totals(own):
        totals = {}
        for row in own:
            if row["stated_status"] not in ("active", "charged_off", "paused"):
                continue
            total = totals.setdefault(row["currency"], {"currency": row["currency"], "total_due_minor": 0, "overdue_minor": 0,
                                                        "accounts": 0, "maximum_days_past_due": 0})
            total["total_due_minor"] += row["total_due_minor"]
            total["overdue_minor"] += sum(row[f"overdue_{part}_minor"] for part in OVERDUE)
            total["accounts"] += 1
            total["maximum_days_past_due"] = max(total["maximum_days_past_due"], row["stated_days_past_due"])
        return [totals[currency] for currency in sorted(totals)]

    def debtor_event(self, row):
        event = {name: row[name] for name in (
            "id_type", "id_number", "full_name", "person_type", "language", "country", "time_zone", "version")}
        event.update({part: json.loads(row[part]) for part in ("addresses", "contacts", "totals", "parties")})
        event.update(debtor_id=str(row["debtor_id"]), birth_date=str(row["birth_date"]) if row["birth_date"] else None, updated_at=self.now)
        return event

    def account_event(self, row):
        event = {name: row[name] for name in (
            "creditor_id", "account_number", "product_code", "product_type", "branch_code", "currency", "status", "total_due_minor",
            "overdue_principal_minor", "overdue_interest_minor", "overdue_late_interest_minor", "overdue_fees_minor", "next_due_minor",
            "last_payment_minor", "risk_score", "version")}
        event.update({name: str(row[name]) if row[name] else None for name in (
            "account_id", "debtor_id", "business_date", "next_due_date", "last_payment_date")})
        event.update(
            days_past_due=row["stated_days_past_due"], overdue_minor=row["stated_overdue_minor"], attributes=json.loads(row["attributes"]),
            flags={name: bool(row["flags"] >> bit & 1) for bit, name in enumerate(FLAGS)}, updated_at=self.now)
        return event

    def publish(self, topic, kind, key, event):
        headers = [
            ("ce_specversion", "1.0"), ("ce_id", str(uuid.uuid4())), ("ce_source", "ronda/ingestion"), ("ce_type", kind),
            ("ce_subject", key), ("ce_time", self.now), ("ce_dataschema", f"{topic}/{kind}"), ("content-type", "application/json")]
        self.out.append((topic, key.encode(), headers, compact(event).encode()))

    def events(self):
        return self.out
