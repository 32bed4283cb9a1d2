package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps marks until the process ends; the memberships not used for the longest time are forgotten first. Sizes count what is remembered.
 */
public final class MemoryStore implements LedgerStore {

    private final int maxSlots;
    private final Map<MembershipSlot, Cell> cells = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<AudienceKey, Room> rooms = new HashMap<>();
    private final TreeMap<String, String> notes = new TreeMap<>();
    /** How many cells have a mark. */
    private int marks;

    /** One audience. */
    private static final class Room {
        final AudienceKey audience;
        String name = "";
        long members;
        int cells;
        OptionalLong seededAt = OptionalLong.empty();

        Room(AudienceKey audience) {
            this.audience = audience;
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
            found.add(cells.computeIfAbsent(slot, this::newCell));
        }
        return found;
    }

    private Cell newCell(MembershipSlot slot) {
        Room room = rooms.computeIfAbsent(slot.audience(), Room::new);
        room.cells++;
        return new Cell(slot, null, room);
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
            room.members += one(step.marks().get(i)) - one(cell.mark());
            marks += cell.mark() == null ? 1 : 0;
        }
    }

    /** Takes over a mark that somebody else has written, for a store that is shared. */
    public void reread(Cell cell, Mark stored) {
        room(cell).members += one(stored) - one(cell.mark());
        marks += cell.mark() == null ? 1 : 0;
        cell.reread(stored);
    }

    private static int one(Mark mark) {
        return mark != null && mark.included() ? 1 : 0;
    }

    @Override
    public void freed(List<Cell> freed) {
        for (Cell cell : freed) {
            if (cell.mark() == null && !cell.isClaimed() && cells.remove(cell.slot, cell)) {
                leave(cell);
            }
        }
        Iterator<Cell> eldest = cells.values().iterator();
        while (marks > maxSlots && eldest.hasNext()) {
            Cell cell = eldest.next();
            if (!cell.isClaimed()) {
                eldest.remove();
                if (one(cell.mark()) == 1) {
                    room(cell).seededAt = OptionalLong.empty(); // a member is forgotten
                }
                leave(cell);
            }
        }
    }

    private void leave(Cell cell) {
        Room room = room(cell);
        room.members -= one(cell.mark());
        marks -= cell.mark() == null ? 0 : 1;
        if (--room.cells == 0 && room.seededAt.isEmpty()) {
            rooms.remove(room.audience);
        }
    }

    @Override
    public List<Flight> flights() {
        return List.of();
    }

    @Override
    public Optional<Mark> mark(MembershipSlot slot) {
        return claimed(slot).map(Cell::mark);
    }

    @Override
    public Optional<Cell> claimed(MembershipSlot slot) {
        return Optional.ofNullable(cells.get(slot));
    }

    @Override
    public List<MembershipSlot> person(String environment, String contextKey) {
        return cells.keySet().stream()
                .filter(slot -> slot.contextKey().equals(contextKey)
                        && slot.environment().equals(environment))
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
        return cells.values().stream()
                .filter(cell -> cell.mark() != null && room(cell).audience.equals(audience))
                .map(cell -> new MembershipLedger.Entry(cell.slot.contextKey(), cell.mark()))
                .filter(entry -> after == null || LedgerText.ORDER.compare(entry.contextKey(), after) > 0)
                .sorted(Comparator.comparing(MembershipLedger.Entry::contextKey, LedgerText.ORDER))
                .limit(most)
                .toList();
    }

    @Override
    public void seeded(AudienceKey audience, OptionalLong at) {
        Room room = rooms.computeIfAbsent(audience, Room::new);
        room.seededAt = at;
        if (room.cells == 0 && at.isEmpty()) {
            rooms.remove(audience);
        }
    }

    @Override
    public int erase(List<MembershipSlot> slots) {
        int before = marks;
        for (MembershipSlot slot : slots) {
            Cell cell = cells.remove(slot);
            if (cell != null) {
                leave(cell);
                cell.free();
            }
        }
        return before - marks;
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
        room(cell).members -= one(cell.mark());
        marks -= cell.mark() == null ? 0 : 1;
        cell.mark(null);
    }

    @Override
    public void close() {
        cells.clear();
        rooms.clear();
        notes.clear();
        marks = 0;
    }
}
