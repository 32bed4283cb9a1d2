package io.github.camelaudience.launchdarkly.core.ledger.postgresql;

/** Has the text of each step; {@code docs/explanation/ledger.md} says what the rules ask. All times are those of the database's clock. */
final class Statements {

    private static final String MARK =
            "m.value, m.event_time, m.message_id, m.message_time, m.accepted_at, m.request_id, m.source, m.since";

    /** An end further away than this is of a time before the clock was set back. */
    private static final String FAR = "interval '10 minutes'";

    final String makeAudiences;
    final String rename;
    final String claim;
    final String known;
    final String confirm;
    final String release;
    final String end;
    final String due;
    final String dueOf;
    final String look;
    final String endExpired;
    final String dropPlaceholders;
    final String claimKnown;
    final String putFlight;
    final String dropFlight;
    final String marks;
    final String person;
    final String open;
    final String audience;
    final String audiences;
    final String firstPage;
    final String nextPage;
    final String seeded;
    final String erase;
    final String note;
    final String noNote;
    final String notes;

    Statements(PostgresSchema schema) {
        makeAudiences = schema.in("""
                INSERT INTO {s}.audience (environment, kind, id)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[]) ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING
                """);
        rename = schema.in("UPDATE {s}.audience SET name = ? WHERE no = ? AND name <> ?");
        // Rules 1 and 4. ON CONFLICT judges the newest version of a row under its lock. A row that nobody has accepted
        // has no value.
        claim = schema.in("""
                WITH a AS MATERIALIZED (
                  SELECT t.ord::int4 AS ord, x.no, x.name
                  FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS t(environment, kind, id, ord)
                  JOIN {s}.audience x ON x.environment = t.environment AND x.kind = t.kind AND x.id = t.id),
                i AS MATERIALIZED (
                  SELECT t.n, a.ord, a.no AS audience, a.name, t.key COLLATE "C" AS key, t.value, t.event_time, t.message_id
                  FROM unnest(?::int4[], ?::text[], ?::boolean[], ?::int8[], ?::text[]) WITH ORDINALITY
                    AS t(ord, key, value, event_time, message_id, n)
                  LEFT JOIN a USING (ord)),
                c AS (
                  INSERT INTO {s}.member AS m (audience, key, event_time, message_id, claim, claim_value, claim_until)
                  SELECT audience, key, event_time, message_id, ?, value, now() + ? * interval '1 ms' FROM i
                  WHERE audience IS NOT NULL ORDER BY audience, key
                  ON CONFLICT (audience, key) DO UPDATE
                    SET claim = excluded.claim, claim_value = excluded.claim_value, claim_until = excluded.claim_until
                    WHERE (m.claim IS NULL OR m.claim_until < now() OR m.claim_until > now() + %1$s OR m.claim = ANY (?::int8[]))
                      AND (m.value IS NULL OR m.event_time IS NULL OR excluded.event_time IS NULL
                        OR m.event_time <= excluded.event_time)
                      AND (m.value = excluded.claim_value AND m.message_id = excluded.message_id
                        AND m.message_time IS NOT DISTINCT FROM excluded.event_time) IS NOT TRUE
                  RETURNING m.audience, m.key, m.value, m.event_time),
                f AS (
                  INSERT INTO {s}.flight (id, process, due, audiences, keys, vals)
                  SELECT ?, ?, now() + ? * interval '1 ms', array_agg(audience), array_agg(key), array_agg(i.value)
                  FROM c JOIN i USING (audience, key) HAVING count(*) > 0
                  ON CONFLICT (id) DO UPDATE
                    SET due = excluded.due, audiences = excluded.audiences, keys = excluded.keys, vals = excluded.vals)
                SELECT i.n, i.audience, i.name, c.key IS NOT NULL, c.value, c.event_time
                FROM (SELECT * FROM i WHERE audience IS NOT NULL) i LEFT JOIN c USING (audience, key)
                """.formatted(FAR));
        known = schema.in("""
                SELECT t.n, %s
                FROM unnest(?::int4[], ?::text[]) WITH ORDINALITY AS t(audience, key, n)
                JOIN {s}.member m ON m.audience = t.audience AND m.key = t.key COLLATE "C" AND m.value IS NOT NULL
                """.formatted(MARK));
        // Rules 3, 6 and 7. Audiences are locked in their order, and only those whose size changes.
        confirm = schema.in("""
                WITH i AS MATERIALIZED (
                  SELECT t.n, t.audience, t.key COLLATE "C" AS key, t.value, t.event_time, t.message_id, t.message_time, t.source, t.was
                  FROM unnest(?::int4[], ?::text[], ?::boolean[], ?::int8[], ?::text[], ?::int8[], ?::text[], ?::boolean[])
                    WITH ORDINALITY AS t(audience, key, value, event_time, message_id, message_time, source, was, n)),
                u AS (
                  UPDATE {s}.member m
                  SET value = i.value, event_time = i.event_time, message_id = i.message_id, message_time = i.message_time,
                    source = i.source, accepted_at = ?, request_id = ?,
                    since = CASE WHEN m.value = i.value THEN m.since ELSE coalesce(i.message_time, ?) END,
                    claim = NULL, claim_value = NULL, claim_until = NULL
                  FROM i WHERE m.audience = i.audience AND m.key = i.key AND m.claim = ?
                  RETURNING i.n, m.audience, i.value::int - coalesce(i.was::int, 0) AS delta),
                d AS (SELECT audience, sum(delta) AS delta FROM u GROUP BY audience HAVING sum(delta) <> 0),
                l AS MATERIALIZED (SELECT x.no FROM {s}.audience x JOIN d ON d.audience = x.no ORDER BY x.no FOR UPDATE OF x),
                s AS (
                  UPDATE {s}.audience x SET members = x.members + d.delta FROM d JOIN l ON l.no = d.audience WHERE x.no = d.audience),
                x AS (
                  DELETE FROM {s}.flight WHERE id = ? OR id = ? AND (SELECT count(*) FROM u) = (SELECT count(*) FROM i) RETURNING id),
                y AS (
                  INSERT INTO {s}.flight (id, process, due, audiences, keys, vals)
                  SELECT ?, ?, now(), array_agg(i.audience), array_agg(i.key), array_agg(i.value)
                  FROM i LEFT JOIN u USING (n) WHERE u.n IS NULL HAVING count(*) > 0)
                SELECT u.n, (SELECT count(*) FROM x WHERE x.id = ?) FROM (SELECT 1) one LEFT JOIN u ON true
                """);
        release = schema.in("""
                UPDATE {s}.member m SET claim = NULL, claim_value = NULL, claim_until = NULL
                FROM unnest(?::int4[], ?::text[]) AS t(audience, key)
                WHERE m.audience = t.audience AND m.key = t.key COLLATE "C" AND m.claim = ?
                """);
        end = schema.in("""
                WITH i AS MATERIALIZED (
                  SELECT t.audience, t.key COLLATE "C" AS key FROM unnest(?::int4[], ?::text[]) AS t(audience, key)),
                p AS (
                  DELETE FROM {s}.member m USING i
                  WHERE m.audience = i.audience AND m.key = i.key AND m.claim = ? AND m.value IS NULL),
                u AS (
                  UPDATE {s}.member m SET claim = NULL, claim_value = NULL, claim_until = NULL
                  FROM i WHERE m.audience = i.audience AND m.key = i.key AND m.claim = ? AND m.value IS NOT NULL)
                DELETE FROM {s}.flight WHERE id = ?
                """);
        String dueNow = """
                SELECT f.id, f.audiences, f.keys, f.vals FROM {s}.flight f
                WHERE (f.due <= now() OR f.due > now() + ? * interval '1 ms' + %1$s)%2$s
                ORDER BY f.due LIMIT 1 FOR UPDATE OF f SKIP LOCKED
                """;
        due = schema.in(dueNow.formatted(FAR, ""));
        // All of a flight are of one environment, as those of a request are. What nobody has taken for long is
        // anybody's.
        dueOf = schema.in(dueNow.formatted(FAR, """
                 AND (f.due < now() - ? * interval '1 ms' OR
                   EXISTS (SELECT FROM {s}.audience a WHERE a.no = f.audiences[1] AND a.environment = ANY (?::text[])))"""));
        // Rule 5. The rows stay locked until the transaction ends.
        look = schema.in("""
                SELECT t.n, t.value, m.audience, m.key, a.environment, a.kind, a.id, a.name,
                  m.claim IS NOT NULL AND m.claim_until >= now() AND m.claim_until <= now() + %1$s, %2$s
                FROM unnest(?::int4[], ?::text[], ?::boolean[]) WITH ORDINALITY AS t(audience, key, value, n)
                JOIN {s}.member m ON m.audience = t.audience AND m.key = t.key COLLATE "C"
                JOIN {s}.audience a ON a.no = m.audience
                ORDER BY m.audience, m.key FOR UPDATE OF m
                """.formatted(FAR, MARK));
        endExpired = schema.in("""
                UPDATE {s}.member m SET claim = NULL, claim_value = NULL, claim_until = NULL
                FROM unnest(?::int4[], ?::text[]) AS t(audience, key)
                WHERE m.audience = t.audience AND m.key = t.key COLLATE "C" AND m.value IS NOT NULL AND m.claim IS NOT NULL
                """);
        dropPlaceholders = schema.in("""
                DELETE FROM {s}.member m USING unnest(?::int4[], ?::text[]) AS t(audience, key)
                WHERE m.audience = t.audience AND m.key = t.key COLLATE "C" AND m.value IS NULL
                """);
        claimKnown = schema.in("""
                UPDATE {s}.member m SET claim = ?, claim_value = m.value, claim_until = now() + ? * interval '1 ms'
                FROM unnest(?::int4[], ?::text[]) AS t(audience, key)
                WHERE m.audience = t.audience AND m.key = t.key COLLATE "C"
                """);
        putFlight = schema.in("""
                INSERT INTO {s}.flight (id, process, due, audiences, keys, vals)
                VALUES (?, ?, now() + ? * interval '1 ms', ?, ?, ?)
                ON CONFLICT (id) DO UPDATE
                  SET due = excluded.due, audiences = excluded.audiences, keys = excluded.keys, vals = excluded.vals
                """);
        dropFlight = schema.in("DELETE FROM {s}.flight WHERE id = ?");
        marks = schema.in("""
                SELECT t.n, %1$s
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS t(environment, kind, id, key, n)
                JOIN {s}.audience a ON a.environment = t.environment AND a.kind = t.kind AND a.id = t.id
                JOIN {s}.member m ON m.audience = a.no AND m.key = t.key COLLATE "C" AND m.value IS NOT NULL
                """.formatted(MARK));
        person = schema.in("""
                SELECT a.no, a.environment, a.kind, a.id,
                  m.claim IS NOT NULL AND m.claim_until >= now() AND m.claim_until <= now() + %1$s, %2$s
                FROM {s}.member m JOIN {s}.audience a ON a.no = m.audience
                WHERE m.key = ? AND a.environment = ? ORDER BY a.kind, a.id
                """.formatted(FAR, MARK));
        open = schema.in("""
                SELECT t.audience, t.value FROM {s}.flight f CROSS JOIN LATERAL unnest(f.audiences, f.keys, f.vals) AS t(audience, key, value)
                WHERE t.key = ? ORDER BY f.due
                """);
        String size = "SELECT environment, kind, id, name, members, seeded_at FROM {s}.audience";
        audience = schema.in(size + " WHERE environment = ? AND kind = ? AND id = ?");
        audiences = schema.in(size + " ORDER BY environment, kind, id");
        String page = "SELECT m.key, " + MARK + " FROM {s}.member m WHERE m.audience = (SELECT no FROM {s}.audience"
                + " WHERE environment = ? AND kind = ? AND id = ?) AND m.value IS NOT NULL";
        firstPage = schema.in(page + " ORDER BY m.key LIMIT ?");
        nextPage = schema.in(page + " AND m.key > ? ORDER BY m.key LIMIT ?");
        seeded = schema.in("""
                INSERT INTO {s}.audience (environment, kind, id, seeded_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (environment, kind, id) DO UPDATE SET seeded_at = excluded.seeded_at
                """);
        erase = schema.in("""
                WITH d AS (
                  DELETE FROM {s}.member m USING {s}.audience a
                  WHERE m.key = ? AND a.no = m.audience AND a.environment = ? AND a.kind = ? AND a.id = ? RETURNING m.audience, m.value),
                s AS (UPDATE {s}.audience x SET members = x.members - 1 FROM d WHERE x.no = d.audience AND d.value)
                SELECT count(*) FILTER (WHERE value IS NOT NULL) FROM d
                """);
        note = schema.in(
                "INSERT INTO {s}.note (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text");
        noNote = schema.in("DELETE FROM {s}.note WHERE name = ?");
        notes = schema.in("SELECT name, text FROM {s}.note WHERE starts_with(name, ?)");
    }
}
