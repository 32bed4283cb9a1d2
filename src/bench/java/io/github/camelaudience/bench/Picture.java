package io.github.camelaudience.bench;

import io.github.camelaudience.bench.GrowthBench.Figures;
import io.github.camelaudience.bench.GrowthBench.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the CPU time of a message as the work grows: a panel for each direction, bars from zero, one scale in a panel. */
final class Picture {

    private static final int PANEL_WIDTH = 300;
    private static final int PANEL_HEIGHT = 190;
    private static final int COLUMNS = 3;
    private static final int HEAD = 56;
    private static final int BARS = 110;

    private final Map<String, List<Point>> panels = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder();

    Picture(List<Point> points) {
        points.forEach(point -> panels.computeIfAbsent(point.direction(), name -> new ArrayList<>())
                .add(point));
    }

    String svg() {
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        int width = COLUMNS * PANEL_WIDTH;
        int height = HEAD + rows * PANEL_HEIGHT;
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">%n",
                width,
                height,
                width,
                height));
        out.append("<title>CPU time of a message in microseconds as the work grows</title>\n");
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        text(16, 22, "start", "CPU time of a message, in microseconds", 15);
        out.append("<rect x=\"16\" y=\"33\" width=\"10\" height=\"10\" fill=\"#1f5fa8\"/>\n");
        text(32, 42, "start", "component", 12);
        out.append("<rect x=\"116\" y=\"33\" width=\"10\" height=\"10\" fill=\"#b9b9b9\"/>\n");
        text(132, 42, "start", "grouping route", 12);
        int i = 0;
        for (Map.Entry<String, List<Point>> panel : panels.entrySet()) {
            panel(16 + i % COLUMNS * PANEL_WIDTH, HEAD + i / COLUMNS * PANEL_HEIGHT, panel.getKey(), panel.getValue());
            i++;
        }
        return out.append("</svg>\n").toString();
    }

    private void panel(int x, int y, String name, List<Point> points) {
        double most = points.stream()
                .mapToDouble(point -> Math.max(
                        point.ours().micros(),
                        point.rival() == null ? 0 : point.rival().micros()))
                .max()
                .orElse(1);
        text(x, y + 16, "start", name, 13);
        int floor = y + 36 + BARS;
        int step = (PANEL_WIDTH - 40) / points.size();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            int middle = x + i * step + step / 2;
            bar(middle - 24, floor, point.ours(), most, "#1f5fa8");
            bar(middle + 1, floor, point.rival(), most, "#b9b9b9");
            text(middle, floor + 16, "middle", point.at(), 11);
        }
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#888\"/>%n",
                x,
                floor,
                x + PANEL_WIDTH - 40,
                floor));
    }

    private void bar(int x, int floor, Figures figures, double most, String color) {
        if (figures == null) {
            return;
        }
        long height = Math.max(1, Math.round(figures.micros() / most * BARS));
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"22\" height=\"%d\" fill=\"%s\"/>%n",
                x,
                floor - height,
                height,
                color));
        text(x + 11, (int) (floor - height - 3), "middle", String.format(Locale.ROOT, "%.1f", figures.micros()), 9);
    }

    private void text(int x, int y, String anchor, String text, int size) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                text));
    }
}
