package dev.alpnmux.gateway.clients;

import java.util.regex.Pattern;

/**
 * A URI among the alternative names, octet by octet.
 *
 * @param uri an absolute one
 */
record UriPattern(String uri) implements ClientPattern {
  /** The characters of RFC 3986 §2 behind a scheme (§3.1). */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%\\[\\]-]+");

  UriPattern {
    if (uri.contains("*")) {
      // It could stand in a URI, but nobody means it as it is.
      throw new IllegalArgumentException(
          "only a SPIFFE id can end in a wildcard, as in \"uri:spiffe://example.org/ns/*\";"
              + " expected a whole URI but found \"uri:"
              + uri
              + '"');
    }
    if (!FORM.matcher(uri).matches()) {
      throw new IllegalArgumentException(
          "expected an absolute URI, such as spiffe://example.org/db, behind \"uri:\" but found"
              + " \"uri:"
              + uri
              + '"');
    }
  }

  @Override
  public boolean matches(ClientCertificate certificate) {
    return certificate.uris().contains(uri);
  }

  @Override
  public String toString() {
    return "uri:" + uri;
  }
}
