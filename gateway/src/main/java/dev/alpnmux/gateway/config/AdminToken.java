package dev.alpnmux.gateway.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * A secret that proves a caller of the admin pages. Two are equal when their files are: another
 * content is taken over by a reload.
 */
public final class AdminToken {
  /** RFC 6750 §2.1 (b64token). */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{16,512}=*");

  private final Path file;
  private final byte[] secret;

  private AdminToken(Path file, byte[] secret) {
    this.file = file;
    this.secret = secret;
  }

  /**
   * @param text what stands in the file; blanks and line ends around the secret do not count
   * @throws IllegalArgumentException if that is no secret; the message does not show it
   */
  static AdminToken of(Path file, String text) {
    String secret = text.strip();
    if (!FORM.matcher(secret).matches()) {
      throw new IllegalArgumentException(
          file
              + ": expected one line of 16 to 512 letters, digits and - . _ ~ + /; make one with"
              + " openssl rand -hex 32");
    }
    return new AdminToken(file, secret.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether this is the secret. Takes the same time wherever the two differ. */
  public boolean isShownBy(String claimed) {
    return MessageDigest.isEqual(secret, claimed.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdminToken token && file.equals(token.file);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  /** Returns the name of the file; never the secret. */
  @Override
  public String toString() {
    return file.toString();
  }
}
