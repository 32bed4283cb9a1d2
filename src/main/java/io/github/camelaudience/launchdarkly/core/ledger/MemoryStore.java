package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Keeps marks until the process ends; the memberships not used for the longest time are forgotten first. Sizes count what is remembered.
 */
public final class MemoryStore implements LedgerStore {

    private final int maxSlots;
    /** What somebody has claimed. The marks of all others are in the table. */
    private final Map<MembershipSlot, Cell> claimed = new HashMap<>();

    private final Map<AudienceKey, Room> rooms = new HashMap<>();
    /** By their numbers; {@code null} for those that are free. */
    private final List<Room> byNumber = new ArrayList<>();

    private final Deque<Integer> freeNumbers = new ArrayDeque<>();

    private final TreeMap<String, String> notes = new TreeMap<>();
    private MarkTable remembered = new MarkTable();
    /** How many cells have a mark. */
    private int marked;

    /** One audience. */
    private static final class Room {
        final AudienceKey audience;
        final int number;
        String name = "";
        long members;
        /** How many of it are claimed or remembered. */
        int memberships;

        OptionalLong seededAt = OptionalLong.empty();

        Room(AudienceKey audience, int number) {
            this.audience = audience;
            this.number = number;
        }

        AudienceState state() {
            return new AudienceState(audience, name, members, seededAt);
        }
    }

    /**
     * Makes an empty store.
     *
     * @param maxSlots how many memberships it remembers at most, besides those that are being written; 0 for none
     * @throws IllegalArgumentException when that is negative
     */
    public MemoryStore(int maxSlots) {
        if (maxSlots < 0) {
            throw new IllegalArgumentException("maxRememberedMemberships must not be negative but was: " + maxSlots);
        }
        this.maxSlots = maxSlots;
    }

    @Override
    public boolean fits(MembershipSlot slot) {
        return true;
    }

    @Override
    public List<Cell> cells(List<MembershipSlot> slots) {
        List<Cell> found = new ArrayList<>(slots.size());
        for (MembershipSlot slot : slots) {
            found.add(claimed.computeIfAbsent(slot, this::cell));
        }
        return found;
    }

    /** Takes it out of the table. */
    private Cell cell(MembershipSlot slot) {
        Room room = room(slot.audience());
        int entry = remembered.find(room.number, slot.contextKey());
        if (entry == MarkTable.NONE) {
            room.memberships++;
            return new Cell(slot, null, room);
        }
        Cell cell = new Cell(slot, remembered.mark(entry), room);
        remembered.remove(entry);
        marked++;
        return cell;
    }

    private Room room(AudienceKey audience) {
        Room room = rooms.get(audience);
        if (room == null) {
            if (freeNumbers.isEmpty()) {
                freeNumbers.push(byNumber.size());
                byNumber.add(null);
            }
            room = new Room(audience, freeNumbers.pop());
            byNumber.set(room.number, room);
            rooms.put(audience, room);
        }
        return room;
    }

    @Override
    public String nameOf(Cell cell) {
        return room(cell).name;
    }

    private static Room room(Cell cell) {
        return (Room) cell.room;
    }

    @Override
    public void commit(Step step) {
        for (int i = 0; i < step.marked().size(); i++) {
            Cell cell = step.marked().get(i);
            Room room = room(cell);
            room.name = step.changes().get(i).audienceName();
            count(cell, step.marks().get(i));
        }
    }

    /** Counts a cell with the mark that it is about to get. */
    private void count(Cell cell, Mark next) {
        room(cell).members += one(next) - one(cell.mark());
        marked += any(next) - any(cell.mark());
    }

    /** Takes over a mark that somebody else has written, for a store that is shared. */
    public void reread(Cell cell, Mark stored) {
        count(cell, stored);
        cell.reread(stored);
    }

    private static int one(Mark mark) {
        return mark != null && mark.included() ? 1 : 0;
    }

    private static int any(Mark mark) {
        return mark != null ? 1 : 0;
    }

    @Override
    public void freed(List<Cell> freed) {
        for (Cell cell : freed) {
            if (!cell.isClaimed() && claimed.remove(cell.slot, cell)) {
                if (cell.mark() == null) {
                    leave(room(cell));
                } else {
                    remembered.add(room(cell).number, cell.slot.contextKey(), cell.mark());
                    marked--;
                }
            }
        }
        while (remembered.size() > 0 && remembered.size() + marked > maxSlots) {
            int eldest = remembered.eldest();
            Room room = byNumber.get(remembered.audience(eldest));
            if (remembered.isIncluded(eldest)) {
                room.members--;
                room.seededAt = OptionalLong.empty(); // a member is forgotten
            }
            remembered.remove(eldest);
            leave(room);
        }
    }

    private void leave(Room room) {
        if (--room.memberships == 0 && room.seededAt.isEmpty()) {
            remove(room);
        }
    }

    private void remove(Room room) {
        rooms.remove(room.audience);
        byNumber.set(room.number, null);
        freeNumbers.push(room.number);
    }

    @Override
    public List<Flight> flights() {
        return List.of();
    }

    @Override
    public Optional<Mark> mark(MembershipSlot slot) {
        Cell cell = claimed.get(slot);
        if (cell != null) {
            return Optional.ofNullable(cell.mark());
        }
        int entry = find(slot);
        return entry == MarkTable.NONE ? Optional.empty() : Optional.of(remembered.mark(entry));
    }

    private int find(MembershipSlot slot) {
        Room room = rooms.get(slot.audience());
        return room == null ? MarkTable.NONE : remembered.find(room.number, slot.contextKey());
    }

    @Override
    public Optional<Cell> claimed(MembershipSlot slot) {
        return Optional.ofNullable(claimed.get(slot));
    }

    @Override
    public List<MembershipSlot> person(String environment, String contextKey) {
        return rooms.keySet().stream()
                .filter(audience -> audience.environment().equals(environment))
                .map(audience -> audience.slot(contextKey))
                .filter(slot -> claimed.containsKey(slot) || find(slot) != MarkTable.NONE)
                .toList();
    }

    @Override
    public AudienceState audience(AudienceKey audience) {
        Room room = rooms.get(audience);
        return room == null ? AudienceState.unknown(audience) : room.state();
    }

    @Override
    public List<AudienceState> audiences() {
        return rooms.values().stream()
                .map(Room::state)
                .sorted(Comparator.comparing(AudienceState::audience))
                .toList();
    }

    @Override
    public List<MembershipLedger.Entry> page(AudienceKey audience, String after, int most) {
        Room room = rooms.get(audience);
        if (room == null) {
            return List.of();
        }
        Page page = new Page(after, most);
        for (Cell cell : claimed.values()) {
            if (cell.room == room && cell.mark() != null) {
                page.add(cell.slot.contextKey(), cell::mark);
            }
        }
        for (int entry = remembered.eldest(); entry != MarkTable.NONE; entry = remembered.newer(entry)) {
            if (remembered.audience(entry) == room.number) {
                int found = entry;
                page.add(remembered.contextKey(entry), () -> remembered.mark(found));
            }
        }
        return page.entries();
    }

    /** Takes the first of all keys that come after one. */
    private static final class Page {
        private final TreeMap<String, Mark> first = new TreeMap<>(LedgerText.ORDER);
        private final String after;
        private final int most;

        Page(String after, int most) {
            this.after = after;
            this.most = most;
        }

        void add(String contextKey, Supplier<Mark> mark) {
            if (after != null && LedgerText.ORDER.compare(contextKey, after) <= 0
                    || first.size() >= most && LedgerText.ORDER.compare(contextKey, first.lastKey()) > 0) {
                return;
            }
            first.put(contextKey, mark.get());
            if (first.size() > most) {
                first.pollLastEntry();
            }
        }

        List<MembershipLedger.Entry> entries() {
            return first.entrySet().stream()
                    .map(each -> new MembershipLedger.Entry(each.getKey(), each.getValue()))
                    .toList();
        }
    }

    @Override
    public void seeded(AudienceKey audience, OptionalLong at) {
        Room room = room(audience);
        room.seededAt = at;
        if (room.memberships == 0 && at.isEmpty()) {
            remove(room);
        }
    }

    @Override
    public int erase(List<MembershipSlot> slots) {
        int erased = 0;
        for (MembershipSlot slot : slots) {
            Cell cell = cells(List.of(slot)).get(0);
            erased += any(cell.mark());
            forget(cell);
            cell.free();
            freed(List.of(cell));
        }
        return erased;
    }

    @Override
    public void note(String name, String text) {
        if (text == null) {
            notes.remove(name);
        } else {
            notes.put(name, text);
        }
    }

    @Override
    public SortedMap<String, String> notes(String prefix) {
        return new TreeMap<>(notes.subMap(prefix, prefix + Character.MAX_VALUE));
    }

    @Override
    public void forget(Cell cell) {
        reread(cell, null);
    }

    @Override
    public void close() {
        claimed.clear();
        rooms.clear();
        byNumber.clear();
        freeNumbers.clear();
        notes.clear();
        remembered = new MarkTable();
        marked = 0;
    }
}
