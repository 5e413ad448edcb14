package dev.alpnmux.gateway.clients;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A SPIFFE id, or with {@code /*} at its end every id with one segment or more below it. Such an id
 * has one spelling only: no escapes, no empty segments, no dots for a way up. So a comparison of
 * text, by whole segments, compares what is meant.
 *
 * @param id {@code spiffe://TRUST-DOMAIN/PATH}
 */
record SpiffePattern(String id) implements ClientPattern {
  private static final String SCHEME = "spiffe:";
  private static final String BELOW = "/*";

  /** The SPIFFE standard, SPIFFE-ID §2.3. */
  private static final int LENGTH_MAX = 2048;

  /** SPIFFE-ID §2: a trust domain and segments that are more than one or two dots. */
  private static final Pattern ID =
      Pattern.compile("spiffe://[a-z0-9._-]{1,255}(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+");

  SpiffePattern {
    // Any segment in place of the asterisk: with it the pattern must be an id.
    String example = id.endsWith(BELOW) ? id.substring(0, id.length() - 1) + "x" : id;
    if (!isId(example)) {
      throw new IllegalArgumentException(
          "expected a SPIFFE id with a path, as in \"uri:spiffe://example.org/db\", or all below"
              + " one, as in \"uri:spiffe://example.org/*\", but found \"uri:"
              + id
              + '"');
    }
  }

  /** Whether somebody who writes this URI means a SPIFFE id. */
  static boolean isMeantBy(String uri) {
    return uri.toLowerCase(Locale.ROOT).startsWith(SCHEME);
  }

  private static boolean isId(String uri) {
    return uri.length() <= LENGTH_MAX && ID.matcher(uri).matches();
  }

  /** X509-SVID §2 and §4.1: one URI and no other, in a certificate that issues none. */
  @Override
  public boolean matches(ClientCertificate certificate) {
    List<String> uris = certificate.uris();
    return uris.size() == 1
        && !certificate.isAuthority()
        && isId(uris.get(0))
        && isOrIsBelow(uris.get(0));
  }

  private boolean isOrIsBelow(String shown) {
    // Without the asterisk, with the slash: /ns/* stands for nothing of /nsx.
    return id.endsWith(BELOW)
        ? shown.startsWith(id.substring(0, id.length() - 1))
        : shown.equals(id);
  }

  @Override
  public String toString() {
    return "uri:" + id;
  }
}
