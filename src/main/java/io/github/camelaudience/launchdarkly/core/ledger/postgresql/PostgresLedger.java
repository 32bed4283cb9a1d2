package io.github.camelaudience.launchdarkly.core.ledger.postgresql;

import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.Granted;
import io.github.camelaudience.launchdarkly.core.ledger.Judgement;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.SlotState;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Keeps a ledger in PostgreSQL 12 or newer. Any number of processes may share it: a claim is in the row of its membership, and only
 * the clock of the database decides when it ends. Each step is one statement; no connection is held between two. A pool of
 * {@code maxInFlight} + 2 connections is enough.
 *
 * <p>Its tables are in a schema of their own, which it makes when it is not there.
 */
public final class PostgresLedger implements MembershipLedger {

    /** Names the schema of the tables when nothing else is said. */
    public static final String SCHEMA = "audience_ledger";

    /** The number of no flight. */
    private static final long NO_FLIGHT = 0;

    private static final long LOOK_AGAIN = 1_000;
    private static final int MOST_LOOKS = 100;
    /** A claim that takes longer is of no use. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Database database;
    private final Statements sql;
    private final LongSupplier clock;
    private volatile long hold;
    private final long sendWithin;
    private volatile long settleAfter;
    private final SecureRandom ids = new SecureRandom();
    private final String process = ProcessHandle.current().pid() + "/" + Long.toHexString(ids.nextLong());

    /** Claims whose statement had no answer: they may be there, were never sent, and are ours. With the time when they end. */
    private final Map<Long, Long> ghosts = new ConcurrentHashMap<>();

    private volatile String warning;

    private PostgresLedger(Database database, Statements sql, LedgerTimes times, LongSupplier clock) {
        this.database = database;
        this.sql = sql;
        this.clock = clock;
        this.hold = times.hold().toMillis();
        this.sendWithin = times.sendWithin().toMillis();
        this.settleAfter = times.settleAfter().toMillis();
    }

    /**
     * Opens the ledger in schema {@value #SCHEMA}.
     *
     * @param clock counts milliseconds of this process and never goes back
     * @throws io.github.camelaudience.launchdarkly.core.ledger.LedgerException when the tables are not there and cannot be made, or are
     *     of another version
     */
    public static PostgresLedger open(DataSource source, LedgerTimes times, LongSupplier clock) {
        return open(source, SCHEMA, times, clock);
    }

    /** Opens the ledger in a schema of another name. */
    public static PostgresLedger open(DataSource source, String schema, LedgerTimes times, LongSupplier clock) {
        return open(source, schema, times, ANSWER_WITHIN, clock);
    }

    static PostgresLedger open(
            DataSource source, String schema, LedgerTimes times, Duration answerWithin, LongSupplier clock) {
        PostgresSchema tables = new PostgresSchema(schema);
        Database database = new Database(source, answerWithin);
        tables.prepare(database);
        return new PostgresLedger(database, new Statements(tables), times, clock);
    }

    /** Says so when the database has lost what was committed to it, as after a restore or a failover to a replica that was behind. */
    @Override
    public Optional<String> warning() {
        return Optional.ofNullable(warning);
    }

    @Override
    public synchronized void atLeast(LedgerTimes times) {
        hold = Math.max(hold, times.hold().toMillis());
        settleAfter = Math.max(settleAfter, times.settleAfter().toMillis());
    }

    /** Not 0, which is nobody. Chosen at random, so that a database that was restored gives none away twice. */
    private long newId() {
        return Math.max(1, ids.nextLong() & Long.MAX_VALUE);
    }

    @Override
    public Claim claimAgain(Claim earlier, List<MembershipChange> changes) {
        PostgresClaim before = (PostgresClaim) earlier;
        checkEachOnce(changes);
        long start = clock.getAsLong();
        PostgresClaim claim = new PostgresClaim(newId(), start);
        List<MembershipChange> fitting = new ArrayList<>(changes.size());
        for (MembershipChange change : changes) {
            if (LedgerText.fits(change.slot())) {
                fitting.add(change);
            } else {
                claim.withheld.put(change, Withheld.UNFIT);
            }
        }
        try {
            if (!fitting.isEmpty()) {
                database.call("claim", connection -> claim(connection, claim, before, fitting));
            }
            if (before != null) {
                before.releaseAllBut(claim);
            }
        } catch (LedgerUnavailableException e) {
            ghosts.put(claim.id, start + hold);
            throw e;
        }
        return claim;
    }

    private static void checkEachOnce(List<MembershipChange> changes) {
        Set<MembershipSlot> seen = new HashSet<>(changes.size() * 2);
        for (MembershipChange change : changes) {
            if (!seen.add(change.slot())) {
                throw new IllegalArgumentException("a membership occurs twice in one claim: " + change.slot());
            }
        }
    }

    private Void claim(Connection connection, PostgresClaim claim, PostgresClaim before, List<MembershipChange> changes)
            throws SQLException {
        Map<AudienceKey, Integer> places = new LinkedHashMap<>();
        Integer[] places4 = new Integer[changes.size()];
        for (int i = 0; i < places4.length; i++) {
            places4[i] = places.computeIfAbsent(changes.get(i).slot().audience(), key -> places.size() + 1);
        }
        List<AudienceKey> audiences = List.copyOf(places.keySet());
        int found = 0;
        for (int attempt = 0; found < changes.size(); attempt++) {
            if (attempt > 0) {
                makeAudiences(connection, audiences);
            }
            if (attempt > 2) {
                throw new SQLException("the audiences of a claim cannot be found", "42704");
            }
            found = tryClaim(connection, claim, before, changes, audiences, places4);
        }
        return null;
    }

    private void makeAudiences(Connection connection, List<AudienceKey> audiences) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.makeAudiences)) {
            bindAudiences(connection, statement, audiences);
            statement.executeUpdate();
        }
    }

    private static void bindAudiences(Connection connection, PreparedStatement statement, List<AudienceKey> audiences)
            throws SQLException {
        statement.setArray(
                1,
                texts(
                        connection,
                        audiences.stream().map(AudienceKey::environment).toList()));
        statement.setArray(
                2,
                texts(
                        connection,
                        audiences.stream().map(AudienceKey::contextKind).toList()));
        statement.setArray(
                3,
                texts(
                        connection,
                        audiences.stream().map(AudienceKey::audienceId).toList()));
    }

    private int tryClaim(
            Connection connection,
            PostgresClaim claim,
            PostgresClaim before,
            List<MembershipChange> changes,
            List<AudienceKey> audiences,
            Integer[] places)
            throws SQLException {
        claim.clear();
        Map<Integer, String> renamed = new HashMap<>();
        Sent others = new Sent();
        List<MembershipChange> notGranted = new ArrayList<>();
        int rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql.claim)) {
            bindAudiences(connection, statement, audiences);
            statement.setArray(4, connection.createArrayOf("int4", places));
            statement.setArray(
                    5,
                    texts(
                            connection,
                            changes.stream()
                                    .map(each -> each.slot().contextKey())
                                    .toList()));
            statement.setArray(
                    6,
                    connection.createArrayOf(
                            "bool",
                            changes.stream().map(MembershipChange::included).toArray()));
            statement.setArray(
                    7,
                    times(
                            connection,
                            changes.stream().map(MembershipChange::eventTime).toList()));
            statement.setArray(
                    8,
                    texts(
                            connection,
                            changes.stream().map(MembershipChange::messageId).toList()));
            statement.setLong(9, claim.id);
            statement.setLong(10, hold);
            statement.setArray(11, connection.createArrayOf("int8", ours(claim, before)));
            statement.setLong(12, claim.id);
            statement.setString(13, process);
            statement.setLong(14, settleAfter);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows++;
                    MembershipChange change = changes.get(row.getInt(1) - 1);
                    int audience = row.getInt(2);
                    if (!row.getBoolean(4)) {
                        notGranted.add(change);
                        others.add(audience, change.slot().contextKey(), change.included());
                        continue;
                    }
                    claim.grant(change, audience, bool(row, 5), time(row, 6));
                    if (!LedgerText.decode(row.getString(3)).equals(change.audienceName())) {
                        renamed.put(audience, LedgerText.encode(change.audienceName()));
                    }
                }
            }
        }
        withhold(connection, claim, notGranted, others);
        rename(connection, renamed);
        return rows;
    }

    /** Says why by what was accepted meanwhile; what cannot be said so is being written by somebody else. */
    private void withhold(Connection connection, PostgresClaim claim, List<MembershipChange> changes, Sent sent)
            throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        changes.forEach(change -> claim.withheld.put(change, Withheld.BUSY));
        try (PreparedStatement statement = connection.prepareStatement(sql.known)) {
            sent.bind(connection, statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    MembershipChange change = changes.get(row.getInt(1) - 1);
                    Judgement.of(mark(row, 2), change).ifPresent(reason -> claim.withheld.put(change, reason));
                }
            }
        }
    }

    private void rename(Connection connection, Map<Integer, String> names) throws SQLException {
        for (Map.Entry<Integer, String> each : names.entrySet()) {
            try (PreparedStatement statement = connection.prepareStatement(sql.rename)) {
                statement.setString(1, each.getValue());
                statement.setInt(2, each.getKey());
                statement.setString(3, each.getValue());
                statement.executeUpdate();
            }
        }
    }

    private Object[] ours(PostgresClaim claim, PostgresClaim before) {
        long now = clock.getAsLong();
        ghosts.values().removeIf(until -> until < now);
        Set<Long> ours = new HashSet<>(ghosts.keySet());
        ours.add(claim.id);
        if (before != null) {
            ours.add(before.id);
        }
        return ours.toArray();
    }

    @Override
    public Optional<Claim> claimDue(Set<String> environments) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            PostgresClaim claim = new PostgresClaim(newId(), clock.getAsLong());
            if (!database.transaction(
                    "look at what may have been lost", connection -> lookAtNext(connection, claim, environments))) {
                return Optional.empty();
            }
            if (!claim.granted.isEmpty()) {
                return Optional.of(claim);
            }
        }
        return Optional.empty();
    }

    /** Whether there was a flight to look at. */
    private boolean lookAtNext(Connection connection, PostgresClaim claim, Set<String> environments)
            throws SQLException {
        claim.clear();
        try (PreparedStatement statement = connection.prepareStatement(environments.isEmpty() ? sql.due : sql.dueOf)) {
            statement.setLong(1, settleAfter);
            if (!environments.isEmpty()) {
                statement.setLong(2, settleAfter);
                statement.setArray(3, texts(connection, List.copyOf(environments)));
            }
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                claim.lost = row.getLong(1);
                look(connection, claim, row.getArray(2), row.getArray(3), row.getArray(4));
            }
        }
        return true;
    }

    private void look(Connection connection, PostgresClaim claim, Array audiences, Array keys, Array values)
            throws SQLException {
        Sent busy = new Sent();
        Sent done = new Sent();
        Sent undone = new Sent();
        try (PreparedStatement statement = connection.prepareStatement(sql.look)) {
            statement.setArray(1, audiences);
            statement.setArray(2, keys);
            statement.setArray(3, values);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    boolean sent = row.getBoolean(2);
                    int audience = row.getInt(3);
                    String key = LedgerText.decode(row.getString(4));
                    Mark mark = mark(row, 10);
                    if (row.getBoolean(9)) {
                        busy.add(audience, key, sent);
                    } else if (mark == null || mark.included() == sent) {
                        done.add(audience, key, sent);
                    } else {
                        undone.add(audience, key, sent);
                        AudienceKey of = audience(row, 5);
                        MembershipChange known = new MembershipChange(
                                of.slot(key),
                                LedgerText.decode(row.getString(8)),
                                mark.included(),
                                mark.messageTime(),
                                mark.messageId(),
                                mark.source());
                        claim.grant(known, audience, mark.included(), mark.eventTime());
                    }
                }
            }
        }
        done.run(connection, sql.endExpired);
        done.run(connection, sql.dropPlaceholders);
        if (!undone.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(sql.claimKnown)) {
                statement.setLong(1, claim.id);
                statement.setLong(2, hold);
                undone.bind(connection, statement, 3);
                statement.executeUpdate();
            }
            putFlight(connection, claim.id, settleAfter, claim.sent());
            putFlight(connection, claim.lost, hold, undone);
        }
        if (!busy.isEmpty()) {
            putFlight(connection, undone.isEmpty() ? claim.lost : newId(), LOOK_AGAIN, busy);
        } else if (undone.isEmpty()) {
            dropFlight(connection, claim.lost);
        }
    }

    private void dropFlight(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.dropFlight)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }

    private void putFlight(Connection connection, long id, long dueIn, Sent sent) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.putFlight)) {
            statement.setLong(1, id);
            statement.setString(2, process);
            statement.setLong(3, dueIn);
            sent.bind(connection, statement, 4);
            statement.setArray(6, connection.createArrayOf("bool", sent.values.toArray()));
            statement.executeUpdate();
        }
    }

    @Override
    public Map<MembershipSlot, Mark> marks(Collection<MembershipSlot> slots) {
        List<MembershipSlot> asked = slots.stream().filter(LedgerText::fits).toList();
        return database.call("read marks", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.marks)) {
                bindAudiences(
                        connection,
                        statement,
                        asked.stream().map(MembershipSlot::audience).toList());
                statement.setArray(
                        4,
                        texts(
                                connection,
                                asked.stream().map(MembershipSlot::contextKey).toList()));
                Map<MembershipSlot, Mark> marks = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        marks.put(asked.get(row.getInt(1) - 1), mark(row, 2));
                    }
                }
                return marks;
            }
        });
    }

    @Override
    public Optional<SlotState> state(MembershipSlot slot) {
        return person(slot.environment(), slot.contextKey()).stream()
                .filter(state -> state.slot().equals(slot))
                .findFirst();
    }

    @Override
    public List<SlotState> person(String environment, String contextKey) {
        return database.call("read the memberships of a context", connection -> {
            Map<Integer, List<Boolean>> open = open(connection, contextKey);
            List<SlotState> states = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql.person)) {
                statement.setString(1, LedgerText.encode(contextKey));
                statement.setString(2, LedgerText.encode(environment));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Optional<Mark> mark = Optional.ofNullable(mark(row, 6));
                        boolean claimed = row.getBoolean(5);
                        List<Boolean> values = open.getOrDefault(row.getInt(1), List.of());
                        if (mark.isPresent() || claimed || !values.isEmpty()) {
                            states.add(new SlotState(audience(row, 2).slot(contextKey), mark, claimed, values));
                        }
                    }
                }
            }
            return states;
        });
    }

    private Map<Integer, List<Boolean>> open(Connection connection, String contextKey) throws SQLException {
        Map<Integer, List<Boolean>> open = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.open)) {
            statement.setString(1, LedgerText.encode(contextKey));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    open.computeIfAbsent(row.getInt(1), audience -> new ArrayList<>())
                            .add(row.getBoolean(2));
                }
            }
        }
        return open;
    }

    @Override
    public AudienceState audience(AudienceKey audience) {
        return database.call("read the size of an audience", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.audience)) {
                bind(statement, audience);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? size(row) : AudienceState.unknown(audience);
                }
            }
        });
    }

    @Override
    public List<AudienceState> audiences() {
        return database.call("read the sizes of audiences", connection -> {
            List<AudienceState> sizes = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql.audiences);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sizes.add(size(row));
                }
            }
            return sizes;
        });
    }

    private static AudienceState size(ResultSet row) throws SQLException {
        long seededAt = row.getLong(6);
        OptionalLong seeded = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(seededAt);
        return new AudienceState(audience(row, 1), LedgerText.decode(row.getString(4)), row.getLong(5), seeded);
    }

    @Override
    public List<Entry> page(AudienceKey audience, String after, int most) {
        return database.call("read members", connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(after == null ? sql.firstPage : sql.nextPage)) {
                bind(statement, audience);
                if (after != null) {
                    statement.setString(4, LedgerText.encode(after));
                }
                statement.setInt(after == null ? 4 : 5, most);
                List<Entry> page = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        page.add(new Entry(LedgerText.decode(row.getString(1)), mark(row, 2)));
                    }
                }
                return page;
            }
        });
    }

    @Override
    public void seeded(AudienceKey audience, OptionalLong at) {
        database.call("note that an audience is seeded", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.seeded)) {
                bind(statement, audience);
                if (at.isPresent()) {
                    statement.setLong(4, at.getAsLong());
                } else {
                    statement.setNull(4, Types.BIGINT);
                }
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public int erase(Collection<MembershipSlot> slots) {
        return database.transaction("erase a context", connection -> {
            int erased = 0;
            try (PreparedStatement statement = connection.prepareStatement(sql.erase)) {
                for (MembershipSlot slot : slots) {
                    statement.setString(1, LedgerText.encode(slot.contextKey()));
                    statement.setString(2, LedgerText.encode(slot.environment()));
                    statement.setString(3, LedgerText.encode(slot.contextKind()));
                    statement.setString(4, LedgerText.encode(slot.audienceId()));
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        erased += row.getInt(1);
                    }
                }
            }
            return erased;
        });
    }

    @Override
    public void note(String name, String text) {
        database.call("write a note", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(text == null ? sql.noNote : sql.note)) {
                statement.setString(1, LedgerText.encode(name));
                if (text != null) {
                    statement.setString(2, LedgerText.encode(text));
                }
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public SortedMap<String, String> notes(String prefix) {
        return database.call("read notes", connection -> {
            SortedMap<String, String> notes = new TreeMap<>();
            try (PreparedStatement statement = connection.prepareStatement(sql.notes)) {
                statement.setString(1, LedgerText.encode(prefix));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        notes.put(LedgerText.decode(row.getString(1)), LedgerText.decode(row.getString(2)));
                    }
                }
            }
            return notes;
        });
    }

    /** Has nothing of its own to close: the data source is the user's, and claims end by themselves. */
    @Override
    public void close() {
        // see above
    }

    private static void bind(PreparedStatement statement, AudienceKey audience) throws SQLException {
        statement.setString(1, LedgerText.encode(audience.environment()));
        statement.setString(2, LedgerText.encode(audience.contextKind()));
        statement.setString(3, LedgerText.encode(audience.audienceId()));
    }

    private static AudienceKey audience(ResultSet row, int first) throws SQLException {
        return new AudienceKey(
                LedgerText.decode(row.getString(first)),
                LedgerText.decode(row.getString(first + 1)),
                LedgerText.decode(row.getString(first + 2)));
    }

    private static Mark mark(ResultSet row, int first) throws SQLException {
        Boolean value = bool(row, first);
        return value == null
                ? null
                : new Mark(
                        value,
                        time(row, first + 1),
                        LedgerText.decode(row.getString(first + 2)),
                        time(row, first + 3),
                        row.getLong(first + 4),
                        LedgerText.decode(row.getString(first + 5)),
                        LedgerText.decode(row.getString(first + 6)),
                        time(row, first + 7));
    }

    private static Boolean bool(ResultSet row, int column) throws SQLException {
        boolean value = row.getBoolean(column);
        return row.wasNull() ? null : value;
    }

    private static long time(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? MembershipChange.NO_EVENT_TIME : value;
    }

    private static Array texts(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf(
                "text", texts.stream().map(LedgerText::encode).toArray());
    }

    /** No time is no value. */
    private static Array times(Connection connection, List<Long> times) throws SQLException {
        return connection.createArrayOf(
                "int8",
                times.stream()
                        .map(time -> time == MembershipChange.NO_EVENT_TIME ? null : time)
                        .toArray());
    }

    /** What a request has sent, by the numbers of audiences. */
    private static final class Sent {
        final List<Integer> audiences = new ArrayList<>();
        final List<String> keys = new ArrayList<>();
        final List<Boolean> values = new ArrayList<>();

        void add(int audience, String key, boolean value) {
            audiences.add(audience);
            keys.add(key);
            values.add(value);
        }

        boolean isEmpty() {
            return keys.isEmpty();
        }

        void bind(Connection connection, PreparedStatement statement, int first) throws SQLException {
            statement.setArray(first, connection.createArrayOf("int4", audiences.toArray()));
            statement.setArray(first + 1, texts(connection, keys));
        }

        void run(Connection connection, String update) throws SQLException {
            if (isEmpty()) {
                return;
            }
            try (PreparedStatement statement = connection.prepareStatement(update)) {
                bind(connection, statement, 1);
                statement.executeUpdate();
            }
        }
    }

    /** A claim in the rows of its memberships. */
    private final class PostgresClaim implements Claim {
        private final long id;
        private final long start;
        private final List<Granted> granted = new ArrayList<>();
        private final List<Integer> audiences = new ArrayList<>();
        private final List<Long> newest = new ArrayList<>();
        private final Map<MembershipChange, Withheld> withheld = new HashMap<>();
        /** The lost flight that this answers; 0 for none. */
        private long lost;

        private boolean confirmed;

        PostgresClaim(long id, long start) {
            this.id = id;
            this.start = start;
        }

        /** Forgets what a statement that is repeated has granted. */
        void clear() {
            granted.clear();
            audiences.clear();
            newest.clear();
            withheld.values().removeIf(reason -> reason != Withheld.UNFIT);
        }

        void grant(MembershipChange change, int audience, Boolean before, long newestBefore) {
            granted.add(Granted.of(change, before));
            audiences.add(audience);
            newest.add(before == null ? MembershipChange.NO_EVENT_TIME : newestBefore);
        }

        Sent sent() {
            return sent(IntStream.range(0, granted.size()));
        }

        private Sent sent(IntStream chosen) {
            Sent sent = new Sent();
            chosen.forEach(i -> {
                MembershipChange change = granted.get(i).change();
                sent.add(audiences.get(i), change.slot().contextKey(), change.included());
            });
            return sent;
        }

        @Override
        public List<Granted> granted() {
            return granted;
        }

        @Override
        public Map<MembershipChange, Withheld> withheld() {
            return withheld;
        }

        @Override
        public boolean maySend() {
            return clock.getAsLong() < start + sendWithin;
        }

        @Override
        public List<MembershipChange> accepted(Acceptance answer) {
            if (granted.isEmpty()) {
                return List.of();
            }
            boolean isFirst = !confirmed;
            confirmed = true;
            return database.call("remember what was accepted", connection -> confirm(connection, answer, isFirst));
        }

        private List<MembershipChange> confirm(Connection connection, Acceptance answer, boolean isFirst)
                throws SQLException {
            List<Mark> marks = marks(answer);
            Sent sent = sent();
            try (PreparedStatement statement = connection.prepareStatement(sql.confirm)) {
                sent.bind(connection, statement, 1);
                statement.setArray(3, connection.createArrayOf("bool", sent.values.toArray()));
                statement.setArray(
                        4, times(connection, marks.stream().map(Mark::eventTime).toList()));
                statement.setArray(
                        5, texts(connection, marks.stream().map(Mark::messageId).toList()));
                statement.setArray(
                        6,
                        times(connection, marks.stream().map(Mark::messageTime).toList()));
                statement.setArray(
                        7, texts(connection, marks.stream().map(Mark::source).toList()));
                statement.setArray(
                        8,
                        connection.createArrayOf(
                                "bool",
                                granted.stream()
                                        .map(each -> each.before().orElse(null))
                                        .toArray()));
                statement.setLong(9, answer.acceptedAt());
                statement.setString(10, LedgerText.encode(answer.requestId()));
                statement.setLong(11, answer.acceptedAt());
                statement.setLong(12, id);
                statement.setLong(13, id);
                statement.setLong(14, lost);
                statement.setLong(15, newId());
                statement.setString(16, process);
                statement.setLong(17, id);
                BitSet ours = new BitSet(granted.size());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        int place = row.getInt(1);
                        if (!row.wasNull()) {
                            ours.set(place - 1);
                        }
                        if (isFirst && row.getInt(2) == 0) {
                            flightIsGone();
                        }
                    }
                }
                return IntStream.range(0, granted.size())
                        .filter(i -> !ours.get(i))
                        .mapToObj(i -> granted.get(i).change())
                        .toList();
            }
        }

        /** Nobody removes a flight before it is due but its own process. */
        private void flightIsGone() {
            if (clock.getAsLong() - start < settleAfter / 2) {
                warning =
                        "the ledger in PostgreSQL does not know any more what this process committed to it a moment ago: the"
                                + " database was restored, or has failed over to a replica that was behind. Older events may pass again"
                                + " until the next change of a membership";
            }
        }

        private List<Mark> marks(Acceptance answer) {
            Map<MembershipSlot, Long> superseded = new HashMap<>();
            answer.superseded().forEach(each -> superseded.merge(each.slot(), each.eventTime(), Math::max));
            List<Mark> marks = new ArrayList<>(granted.size());
            for (int i = 0; i < granted.size(); i++) {
                MembershipChange change = granted.get(i).change();
                long before =
                        Math.max(newest.get(i), superseded.getOrDefault(change.slot(), MembershipChange.NO_EVENT_TIME));
                marks.add(Mark.of(change, null, before, answer));
            }
            return marks;
        }

        @Override
        public void unknown() {
            release(sent());
        }

        void releaseAllBut(PostgresClaim next) {
            Set<MembershipSlot> kept = new HashSet<>();
            next.granted.forEach(each -> kept.add(each.change().slot()));
            release(sent(IntStream.range(0, granted.size())
                    .filter(i -> !kept.contains(granted.get(i).change().slot()))));
        }

        private void release(Sent sent) {
            if (sent.isEmpty()) {
                return;
            }
            database.call("give up a claim", connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql.release)) {
                    sent.bind(connection, statement, 1);
                    statement.setLong(3, id);
                    return statement.executeUpdate();
                }
            });
        }

        @Override
        public void ended() {
            end(sent(), id);
        }

        @Override
        public void ended(Collection<MembershipSlot> unsent) {
            Map<Boolean, List<Integer>> places = IntStream.range(0, granted.size())
                    .boxed()
                    .collect(Collectors.partitioningBy(
                            i -> unsent.contains(granted.get(i).change().slot())));
            List<Integer> ended = places.get(true);
            end(
                    sent(ended.stream().mapToInt(Integer::intValue)),
                    places.get(false).isEmpty() ? id : NO_FLIGHT);
            for (int i = ended.size() - 1; i >= 0; i--) {
                int place = ended.get(i);
                granted.remove(place);
                audiences.remove(place);
                newest.remove(place);
            }
        }

        @Override
        public void forgone(Collection<MembershipSlot> refused) {
            ended(refused);
            Sent left = new Sent();
            for (int i = 0; i < granted.size(); i++) {
                MembershipChange change = granted.get(i).change();
                left.add(audiences.get(i), change.slot().contextKey(), !change.included());
            }
            database.call("give up what was lost", connection -> {
                if (left.isEmpty()) {
                    dropFlight(connection, lost);
                } else {
                    putFlight(connection, lost, hold, left);
                }
                return null;
            });
        }

        private void end(Sent sent, long flight) {
            if (sent.isEmpty()) {
                return;
            }
            database.call("end a claim", connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql.end)) {
                    sent.bind(connection, statement, 1);
                    statement.setLong(3, id);
                    statement.setLong(4, id);
                    statement.setLong(5, flight);
                    return statement.executeUpdate();
                }
            });
        }
    }
}
