package io.github.camelaudience.server.page;

import io.github.camelaudience.server.page.PageModel.Audience;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Holds which audiences someone wants to see.
 *
 * @param filter a part of their name or id; blank for all
 * @param page   from 1
 */
record PageRequest(String filter, int page) {

    /** How many audiences a page has. */
    static final int ROWS = 50;

    private static final int LONGEST = 200;

    /** Reads what the address says; what cannot be read is left out. */
    static PageRequest of(String filter, String page) {
        String part = filter == null ? "" : filter.strip();
        return new PageRequest(part.length() > LONGEST ? part.substring(0, LONGEST) : part, number(page));
    }

    private static int number(String page) {
        try {
            return page == null ? 1 : Math.max(1, Integer.parseInt(page.strip()));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    /** Chooses those that the filter lets through. */
    List<Audience> filtered(List<Audience> audiences) {
        if (filter.isEmpty()) {
            return audiences;
        }
        String part = filter.toLowerCase(Locale.ROOT);
        return audiences.stream()
                .filter(each -> each.name().toLowerCase(Locale.ROOT).contains(part)
                        || each.id().toLowerCase(Locale.ROOT).contains(part))
                .toList();
    }

    /** Chooses those of this page, or of the last one if there are fewer. */
    List<Audience> shown(List<Audience> filtered) {
        int from = (Math.min(page, pages(filtered)) - 1) * ROWS;
        return filtered.subList(from, Math.min(filtered.size(), from + ROWS));
    }

    /** Counts the pages; one if there is nothing. */
    static int pages(List<Audience> filtered) {
        return Math.max(1, (filtered.size() + ROWS - 1) / ROWS);
    }

    /** Writes the address of another page of the same audiences, without escaping for HTML. */
    String query(int other) {
        return "?q=" + URLEncoder.encode(filter, StandardCharsets.UTF_8) + "&page=" + other;
    }
}
