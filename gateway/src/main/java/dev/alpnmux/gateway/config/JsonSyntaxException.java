package dev.alpnmux.gateway.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text that is not JSON; the message is for its author. */
public final class JsonSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the parser tells the programmer who uses it. */
  private static final Pattern FOR_PROGRAMMERS =
      Pattern.compile(
          " \\(code \\d+\\)"
              + "| \\((start marker|for Array|for Object|not recognized|\\d+, from) .*"
              + "|: enable `.*|: maybe a .*");

  private static final Pattern ANY_VALUE =
      Pattern.compile("(was expecting|expected a valid value) \\(JSON .*");

  private final transient Place place;

  JsonSyntaxException(Place place, String message) {
    super(message);
    this.place = place;
  }

  /**
   * Says what the parser found at fault.
   *
   * @param reached how far the parser was, for errors that do not say where
   */
  static JsonSyntaxException of(JsonProcessingException e, JsonLocation reached, String json) {
    JsonLocation at = e.getLocation() == null ? reached : e.getLocation();
    String found = FOR_PROGRAMMERS.matcher(e.getOriginalMessage()).replaceAll("");
    found = ANY_VALUE.matcher(found).replaceAll("expected a value");
    String message =
        "not JSON at column " + at.getColumnNr() + ": " + decapitalized(found) + hint(at, json);
    return new JsonSyntaxException(new Place(at.getLineNr(), ""), message);
  }

  /** The only problem of the file: what stands behind it was not read. */
  public ConfigProblem problem(Path file) {
    return new ConfigProblem(
        file.toString(), place.line(), place.pointer(), String.valueOf(getMessage()));
  }

  private static String decapitalized(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  private static String hint(JsonLocation at, String json) {
    int offset = (int) at.getCharOffset();
    if (offset < 0 || offset >= json.length()) {
      return "";
    }
    return switch (json.charAt(offset)) {
      case '/', '#' -> "; comments are not allowed";
      case '\'' -> "; strings stand in double quotes";
      case '}', ']' ->
          json.substring(0, offset).stripTrailing().endsWith(",")
              ? "; remove the comma before it"
              : "";
      default -> "";
    };
  }
}
