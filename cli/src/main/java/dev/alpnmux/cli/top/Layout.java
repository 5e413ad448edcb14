package dev.alpnmux.cli.top;

import dev.alpnmux.cli.top.Line.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts sections one below the other, so that each has its share where there is little room. */
final class Layout {
  private Layout() {}

  /**
   * Lines that belong together.
   *
   * @param head stands above the entries
   * @param entries of one line or more; the first ones matter most
   */
  record Section(Line head, List<List<Line>> entries) {
    static Section of(Line head, List<Line> entries) {
      return new Section(head, entries.stream().map(List::of).toList());
    }

    /** The lines of the empty one in front, the head and the first entry. */
    private int least() {
      return 2 + entries.get(0).size();
    }

    /** The line behind so many entries: an empty one where these are all. */
    private Line rest(int count) {
      int more = entries.size() - count;
      return more == 0 ? Line.EMPTY : Line.of(Style.DIM, "  " + more + " more");
    }
  }

  /**
   * Returns the lines. In front of each section is one that says how much is left out of the upper
   * one. Sections without entries are left out; the entries are given room in turn, so that a long
   * section takes none from a short one.
   *
   * @param height how many lines there are at the most
   */
  static List<Line> fit(List<Section> sections, int height) {
    List<Section> shown = new ArrayList<>();
    int left = height;
    for (Section section : sections) {
      if (!section.entries().isEmpty() && section.least() <= left) {
        shown.add(section);
        left -= section.least();
      }
    }
    return place(shown, share(shown, left));
  }

  /**
   * How many entries each section has room for.
   *
   * @param room the lines that are left when each has its first one
   */
  private static int[] share(List<Section> sections, int room) {
    int[] counts = new int[sections.size()];
    Arrays.fill(counts, 1);
    int left = room;
    boolean isOneGiven = true;
    while (isOneGiven) {
      isOneGiven = false;
      for (int i = 0; i < counts.length; i++) {
        List<List<Line>> entries = sections.get(i).entries();
        if (counts[i] < entries.size() && entries.get(counts[i]).size() <= left) {
          left -= entries.get(counts[i]++).size();
          isOneGiven = true;
        }
      }
    }
    return counts;
  }

  private static List<Line> place(List<Section> sections, int[] counts) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      Section section = sections.get(i);
      lines.add(i == 0 ? Line.EMPTY : sections.get(i - 1).rest(counts[i - 1]));
      lines.add(section.head());
      section.entries().stream().limit(counts[i]).forEach(lines::addAll);
    }
    return lines;
  }
}
