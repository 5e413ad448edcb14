package dev.alpnmux.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of keys in CONFIG.md. Each has the head {@code | key of OBJECT | type | default |
 * example | meaning |} and one key per row; the one of the reserved keys has {@code | where | keys
 * | values |}.
 */
final class KeyTables {
  static final Path DOCUMENT = Path.of("CONFIG.md");

  private static final Pattern HEAD =
      Pattern.compile("\\| key of (.+?) \\| type \\| default \\| example \\| meaning \\|");

  private static final String RESERVED_HEAD = "| where | keys | values |";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private KeyTables() {}

  /** One documented key; the cells are as they are written. */
  record Row(String key, String type, String usual, String example, String meaning) {
    static Row of(List<String> cells) {
      if (cells.size() != 5 || !CODE.matcher(cells.get(0)).matches()) {
        throw new IllegalStateException("CONFIG.md: not five cells with one `key`: " + cells);
      }
      return new Row(
          codes(cells.get(0)).get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4));
    }
  }

  /** Returns the rows of each table by the object in its head. */
  static Map<String, List<Row>> rows() throws IOException {
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(DOCUMENT);
    for (int i = 0; i < lines.size(); i++) {
      Matcher head = HEAD.matcher(lines.get(i));
      if (head.matches()) {
        tables.put(head.group(1), bodyBelow(lines, i).stream().map(Row::of).toList());
      }
    }
    return tables;
  }

  /** Returns the reserved keys of each object. */
  static Map<String, List<String>> reserved() throws IOException {
    Map<String, List<String>> reserved = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(DOCUMENT);
    for (List<String> cells : bodyBelow(lines, lines.indexOf(RESERVED_HEAD))) {
      reserved.put(cells.get(0), codes(cells.get(1)));
    }
    return reserved;
  }

  /** Returns what a cell holds between backquotes. */
  static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
  }

  private static List<List<String>> bodyBelow(List<String> lines, int head) {
    List<List<String>> body = new ArrayList<>();
    for (int i = head + 2; i < lines.size() && lines.get(i).startsWith("|"); i++) {
      String line = lines.get(i);
      body.add(List.of(line.substring(1, line.lastIndexOf('|')).strip().split(" +\\| +", -1)));
    }
    return body;
  }
}
