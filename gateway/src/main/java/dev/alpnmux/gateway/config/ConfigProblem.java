package dev.alpnmux.gateway.config;

/**
 * One mistake in a configuration. {@link #toString} is the line that the user reads: {@code
 * gateway.json:12: /services/ssh/upsteams: unknown key "upsteams"; did you mean "upstreams"?}
 *
 * @param file the file as the user named it
 * @param line the line in it, from 1
 * @param pointer where in the document (RFC 6901); empty for the document itself
 * @param message what is wrong, what was expected, and what to do
 */
public record ConfigProblem(String file, int line, String pointer, String message) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + (pointer.isEmpty() ? "" : pointer + ": ") + message;
  }
}
