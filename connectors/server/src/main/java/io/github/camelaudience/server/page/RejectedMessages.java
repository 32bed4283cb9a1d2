package io.github.camelaudience.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.server.page.PageModel.Kept;
import io.github.camelaudience.server.page.PageModel.RowFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the rejected messages that routes have kept: a file for each in the folders of the HTTP sources and of a {@code rejectedUri},
 * and the files of rejected rows beside the inbox. Thread-safe. A folder that has not changed is not read again.
 */
final class RejectedMessages {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_FILES = 20_000;
    private static final int TAIL = 64 * 1024;
    private static final int HEAD = 16 * 1024;
    private static final String MESSAGE = ".json";
    private static final String ROWS = ".rejected";
    private static final String OTHER = "OTHER";
    private static final Set<String> REASONS =
            Stream.of(RejectReason.values()).map(Enum::name).collect(Collectors.toSet());

    private final Map<String, Path> folders;
    private final Path inbox;
    private final int most;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Kept> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > 10 * most;
        }
    };

    /** What a folder was when it was read. */
    private record Seen(
            long changed, long listed, Map<String, Long> reasons, List<String> newest, Map<String, JsonNode> index) {}

    /**
     * Looks into these folders.
     *
     * @param folders where messages are, by what the page calls the folder
     * @param inbox   the folder that files are taken from, whose {@code rejected} has rows; or {@code null}
     * @param most    how many messages are told of
     */
    RejectedMessages(Map<String, Path> folders, Path inbox, int most) {
        this.folders = Map.copyOf(new TreeMap<>(folders));
        this.inbox = inbox;
        this.most = most;
    }

    /** Tells what is kept now; {@code counted} is what was rejected since the start. */
    synchronized PageModel.Rejected look(Map<String, Long> counted) {
        Map<String, Long> kept = new TreeMap<>();
        Map<String, String> unread = new TreeMap<>();
        List<Kept> newest = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (String folder : new TreeMap<>(folders).keySet()) {
            places.add(folders.get(folder).toString());
            try {
                Seen now = look(folder);
                now.reasons.forEach((reason, count) -> kept.merge(reason, count, Long::sum));
                now.newest.forEach(name -> newest.add(tell(folder, name, now.index.get(name))));
            } catch (NoSuchFileException | NotDirectoryException e) {
                seen.remove(folder); // nothing was rejected yet
            } catch (IOException e) {
                unread.put(folders.get(folder).toString(), e.toString());
            }
        }
        newest.sort(Comparator.comparing(Kept::at).reversed());
        return new PageModel.Rejected(
                counted, kept, List.copyOf(newest.subList(0, Math.min(most, newest.size()))), rows(), places, unread);
    }

    private Seen look(String folder) throws IOException {
        Path path = folders.get(folder);
        long changed = Files.getLastModifiedTime(path).toMillis();
        Seen before = seen.get(folder);
        // a change within the moment of the last look may have the same time
        if (before != null && before.changed == changed && before.listed > changed + 2_000) {
            return before;
        }
        long listed = System.currentTimeMillis();
        Set<String> names = names(path);
        Map<String, JsonNode> index = index(path.resolveSibling(path.getFileName() + ".jsonl"), names);
        Seen now = new Seen(changed, listed, reasons(names), newest(path, names, index), index);
        seen.put(folder, now);
        return now;
    }

    private static Set<String> names(Path folder) throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(MESSAGE)) {
                    names.add(name);
                }
                if (names.size() == MOST_FILES) {
                    break;
                }
            }
        }
        return names;
    }

    /** The end of the list beside the folder, the newest first, as far as their messages are kept. */
    private Map<String, JsonNode> index(Path file, Set<String> names) throws IOException {
        Map<String, JsonNode> index = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            return index;
        }
        byte[] tail;
        try (RandomAccessFile list = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, list.length() - TAIL);
            tail = new byte[(int) (list.length() - from)];
            list.seek(from);
            list.readFully(tail);
        }
        String[] lines = new String(tail, StandardCharsets.UTF_8).split("\n");
        for (int i = lines.length - 1; i >= 0 && index.size() < most; i--) {
            try {
                JsonNode entry = JSON.readTree(lines[i]);
                String name = entry.path("file").asText();
                if (names.contains(name)) {
                    index.putIfAbsent(name, entry);
                }
            } catch (IOException e) {
                // the first line is cut, and the last may not be finished
            }
        }
        return index;
    }

    /** The newest first: those of the list, then the others by their time. */
    private List<String> newest(Path folder, Set<String> names, Map<String, JsonNode> index) {
        List<String> newest = new ArrayList<>(index.keySet());
        if (newest.size() < most) {
            Map<String, Instant> others = new HashMap<>();
            names.stream()
                    .filter(name -> !index.containsKey(name))
                    .forEach(name -> others.put(name, changed(folder.resolve(name))));
            others.entrySet().stream()
                    .sorted(Map.Entry.<String, Instant>comparingByValue().reversed())
                    .limit(most - newest.size())
                    .forEach(other -> newest.add(other.getKey()));
        }
        return newest;
    }

    private static Instant changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH; // it is gone
        }
    }

    /** How many there are of each reason, which their names begin with. */
    private static Map<String, Long> reasons(Set<String> names) {
        Map<String, Long> beginnings = new HashMap<>();
        names.forEach(name -> beginnings.merge(name.substring(0, Math.max(0, name.indexOf('-'))), 1L, Long::sum));
        Map<String, Long> reasons = new HashMap<>();
        beginnings.forEach((beginning, count) -> reasons.merge(reason(beginning), count, Long::sum));
        return reasons;
    }

    private static String reason(String beginning) {
        return REASONS.contains(beginning) ? beginning : OTHER;
    }

    private Kept tell(String folder, String name, JsonNode entry) {
        return told.computeIfAbsent(folder + "/" + name, id -> {
            Path file = folders.get(folder).resolve(name);
            byte[] head = head(file);
            JsonNode about = entry == null ? wrapped(head) : entry;
            return new Kept(
                    id,
                    about.path("reason").asText(reason(name.substring(0, Math.max(0, name.indexOf('-'))))),
                    Mask.path(about.path("path").asText("")),
                    entry == null ? "" : about.path("detail").asText(""),
                    Mask.about(head),
                    time(about, file));
        });
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** What a {@code rejectedUri} of files writes before the message. */
    private static JsonNode wrapped(byte[] head) {
        try {
            return JSON.readTree(head).path("rejected");
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static Instant time(JsonNode about, Path file) {
        try {
            return Instant.parse(about.path("time").asText());
        } catch (DateTimeException e) {
            return changed(file);
        }
    }

    private List<RowFile> rows() {
        if (inbox == null) {
            return List.of();
        }
        List<RowFile> files = new ArrayList<>();
        try (DirectoryStream<Path> rows = Files.newDirectoryStream(inbox.resolve("rejected"), "*" + ROWS)) {
            for (Path file : rows) {
                if (files.size() < most && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(new RowFile(file.getFileName().toString(), Files.size(file), changed(file)));
                }
            }
        } catch (IOException e) {
            return List.of(); // no file had a row that was rejected
        }
        files.sort(Comparator.comparing(RowFile::name));
        return files;
    }

    /** Lists all that is kept, by what a form names it by; the oldest first. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        folders.forEach((folder, path) -> {
            try {
                Map<String, Instant> times = new HashMap<>();
                names(path).forEach(name -> times.put(name, changed(path.resolve(name))));
                times.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue())
                        .forEach(each -> all.add(folder + "/" + each.getKey()));
            } catch (IOException e) {
                // the page says so
            }
        });
        return all;
    }

    /** Finds the file of a message; empty if it is none of those that are kept, or gone. */
    Optional<Path> find(String id) {
        int slash = id.indexOf('/');
        Path folder = slash < 0 ? null : folders.get(id.substring(0, slash));
        return folder == null
                ? Optional.empty()
                : within(folder, id.substring(slash + 1)).filter(file -> id.endsWith(MESSAGE));
    }

    private static Optional<Path> within(Path folder, String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            Path file = folder.resolve(name);
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty(); // no file can have that name here
        }
    }

    /**
     * Puts a file of rejected rows into the inbox, where it is read again.
     *
     * @return why that is not done, or {@code null} when it is
     * @throws IOException when it cannot be moved
     */
    String readAgain(String name) throws IOException {
        Optional<Path> rows = inbox == null ? Optional.empty() : within(inbox.resolve("rejected"), name);
        if (rows.isEmpty() || !name.endsWith(ROWS)) {
            return "there is no such file of rejected rows";
        }
        List<String> busy = List.of(name, name.substring(0, name.length() - ROWS.length()));
        for (String each : busy) {
            if (Files.exists(inbox.resolve(each))) {
                return each + " is in the inbox and still being read: try again when it is done";
            }
        }
        Files.move(rows.get(), inbox.resolve(name));
        return null;
    }
}
