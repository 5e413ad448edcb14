package dev.alpnmux.gateway.accesslog;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes one JSON object on one line. Names stand for themselves; in values everything that is not
 * printable ASCII is escaped, so that no value can end the line, or say something to a terminal.
 */
final class JsonLine {
  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder out;

  /** Begins an object. */
  JsonLine(StringBuilder out) {
    this.out = out.append('{');
  }

  /** Begins an object that is a member of this one, until {@link #end}. */
  JsonLine begin(String name) {
    name(name).append('{');
    return this;
  }

  JsonLine end() {
    out.append('}');
    return this;
  }

  /** Ends the object and the line. */
  void endLine() {
    out.append("}\n");
  }

  JsonLine text(String name, String value) {
    quote(value, name(name));
    return this;
  }

  /** Writes the text of a value, if there is one. */
  JsonLine text(String name, Optional<?> value) {
    return value.isPresent() ? text(name, value.get().toString()) : this;
  }

  JsonLine texts(String name, List<?> values) {
    name(name).append('[');
    for (Object value : values) {
      separate();
      quote(value.toString(), out);
    }
    out.append(']');
    return this;
  }

  JsonLine number(String name, long value) {
    name(name).append(value);
    return this;
  }

  JsonLine flag(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  /** Begins a member whose value the caller appends. */
  StringBuilder name(String name) {
    separate();
    return out.append('"').append(name).append("\":");
  }

  private void separate() {
    char last = out.charAt(out.length() - 1);
    if (last != '{' && last != '[') {
      out.append(',');
    }
  }

  /** Appends a text in quotes (RFC 8259 §7), in printable ASCII. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        out.append("\\u").append(HEX.toHexDigits(c));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
