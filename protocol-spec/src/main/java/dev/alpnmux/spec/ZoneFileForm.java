package dev.alpnmux.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How ALPN ids stand in a zone file, behind {@code alpn=} in a record SVCB or HTTPS (RFC 9460
 * appendix A). They are escaped twice: {@code ,} and {@code \} in the list of ids, and then what a
 * string of a zone file cannot hold.
 */
public final class ZoneFileForm {
  private static final String SPECIAL = "\"();\\";

  private ZoneFileForm() {}

  /**
   * Returns these ids as one string, which needs no quotes and may stand between them.
   *
   * @throws IllegalArgumentException if there is no id
   */
  public static String write(List<ApplicationProtocol> ids) {
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("the key alpn of a record has at least one ALPN id");
    }
    return ids.stream().map(ZoneFileForm::write).collect(Collectors.joining(","));
  }

  private static String write(ApplicationProtocol id) {
    StringBuilder form = new StringBuilder();
    for (char octet : id.octets().replace("\\", "\\\\").replace(",", "\\,").toCharArray()) {
      if (octet <= ' ' || octet > '~') {
        form.append('\\').append(octet / 100).append(octet / 10 % 10).append(octet % 10);
      } else {
        form.append(SPECIAL.indexOf(octet) < 0 ? "" : "\\").append(octet);
      }
    }
    return form.toString();
  }

  /**
   * Returns the ids of a string, with or without quotes.
   *
   * @throws IllegalArgumentException if it is no such list: a character that has to be escaped
   *     stands alone, an escape does not end or means nothing, an id is empty or too long
   */
  public static List<ApplicationProtocol> parse(String form) {
    return items(ZoneFileString.read(form));
  }

  /** The inner layer: a comma ends an id, unless it is escaped. */
  private static List<ApplicationProtocol> items(String list) {
    List<ApplicationProtocol> ids = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    for (int i = 0; i < list.length(); i++) {
      char octet = list.charAt(i);
      if (octet == ',') {
        ids.add(new ApplicationProtocol(item.toString()));
        item.setLength(0);
      } else {
        i += octet == '\\' ? 1 : 0;
        item.append(octet == '\\' ? escaped(list, i) : octet);
      }
    }
    ids.add(new ApplicationProtocol(item.toString()));
    return ids;
  }

  private static char escaped(String list, int at) {
    char octet = at < list.length() ? list.charAt(at) : 0;
    if (octet != ',' && octet != '\\') {
      throw new IllegalArgumentException(
          "in a list of ALPN ids a backslash stands before a comma or a backslash");
    }
    return octet;
  }
}
