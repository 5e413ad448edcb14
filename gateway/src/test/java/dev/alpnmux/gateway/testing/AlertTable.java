package dev.alpnmux.gateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table in OPERATIONS.md of what clients get for each fault of their certificates. */
public final class AlertTable {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([^|]+), TLS (1\\.[23]) \\| (.+) \\|$");

  private AlertTable() {}

  /** Returns the cells of the row of this way, from left to right. */
  public static List<String> of(Way way) throws IOException {
    return rows().getOrDefault(rowOf(way), List.of());
  }

  /** Returns how the row of this way, on this JDK, is called. */
  public static String rowOf(Way way) {
    String engine =
        switch (way.engine()) {
          case NATIVE -> "BoringSSL";
          case JDK -> "JDK " + Runtime.version().feature();
          case OPENSSL -> "tcnative through Netty";
        };
    return engine + ", TLS " + way.version().substring("TLSv".length());
  }

  /** Returns the names of all rows. */
  public static Set<String> rowNames() throws IOException {
    return rows().keySet();
  }

  private static Map<String, List<String>> rows() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("OPERATIONS.md")));
    while (row.find()) {
      rows.put(
          row.group(1) + ", TLS " + row.group(2), Arrays.asList(row.group(3).split(" \\| ", -1)));
    }
    return rows;
  }
}
