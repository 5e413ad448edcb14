package dev.alpnmux.spec;

import static dev.alpnmux.spec.Refusal.DUPLICATE_EXTENSION;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Parses the body of one ClientHello message (RFC 8446 §4.1.2): every length must be exact. */
final class ClientHelloParser {
  private static final int RANDOM_LENGTH = 32;
  private static final int SESSION_ID_MAX = 32;
  private static final int HOST_NAME = 0;

  private static final int SERVER_NAME_EXTENSION = 0;
  private static final int SIGNATURE_ALGORITHMS_EXTENSION = 13;
  private static final int PROTOCOLS_EXTENSION = 16;
  private static final int SUPPORTED_VERSIONS_EXTENSION = 43;

  private Optional<String> serverName = Optional.empty();
  private Optional<List<ApplicationProtocol>> protocols = Optional.empty();
  private Optional<List<Integer>> supportedVersions = Optional.empty();
  private List<Integer> signatureSchemes = List.of();

  private ClientHelloParser() {}

  static ClientHello parse(byte[] message, int from, int end) throws HelloSyntaxException {
    return new ClientHelloParser().hello(new OctetReader(message, from, end, "ClientHello"));
  }

  private ClientHello hello(OctetReader body) throws HelloSyntaxException {
    int legacyVersion = body.uint16();
    body.skip(RANDOM_LENGTH);
    sessionId(body);
    List<Integer> cipherSuites = uint16List(body.slice(body.uint16(), "cipher suites"));
    compressionMethods(body);
    if (body.hasMore()) {
      extensions(body.slice(body.uint16(), "extensions"));
    }
    body.requireEnd();
    // RFC 8446 §4.2.1: the extension replaces the legacy version. RFC 5246 §E.1: without it, a
    // version above 1.2 means "1.2 at the most".
    List<Integer> versions =
        supportedVersions.orElse(List.of(Math.min(legacyVersion, ClientHello.TLS_1_2)));
    return new ClientHello(serverName, protocols, versions, cipherSuites, signatureSchemes);
  }

  private static void sessionId(OctetReader body) throws HelloSyntaxException {
    int length = body.uint8();
    if (length > SESSION_ID_MAX) {
      throw new HelloSyntaxException("the session id is longer than 32 bytes");
    }
    body.skip(length);
  }

  private static void compressionMethods(OctetReader body) throws HelloSyntaxException {
    int length = body.uint8();
    if (length == 0) {
      throw new HelloSyntaxException("the list of compression methods is empty");
    }
    body.skip(length);
  }

  private void extensions(OctetReader list) throws HelloSyntaxException {
    BitSet seen = new BitSet();
    while (list.hasMore()) {
      int type = list.uint16();
      OctetReader extension = list.slice(list.uint16(), "extension " + type);
      if (seen.get(type)) {
        throw new HelloSyntaxException(
            DUPLICATE_EXTENSION, "extension " + type + " stands twice in the ClientHello");
      }
      seen.set(type);
      extension(type, extension);
    }
  }

  private void extension(int type, OctetReader extension) throws HelloSyntaxException {
    switch (type) {
      case SERVER_NAME_EXTENSION -> serverName = Optional.of(hostName(extension));
      case PROTOCOLS_EXTENSION -> protocols = Optional.of(protocolNames(extension));
      case SUPPORTED_VERSIONS_EXTENSION ->
          supportedVersions =
              Optional.of(vector(extension, extension.uint8(), "supported versions"));
      case SIGNATURE_ALGORITHMS_EXTENSION ->
          signatureSchemes = vector(extension, extension.uint16(), "signature algorithms");
      default -> {
        // RFC 8446 §4.2: a server ignores the extensions that it does not know.
      }
    }
  }

  /** RFC 6066 §3: one entry of the one known type; nobody sends, or could read, another. */
  private static String hostName(OctetReader extension) throws HelloSyntaxException {
    OctetReader list = extension.slice(extension.uint16(), "server name list");
    extension.requireEnd();
    if (list.uint8() != HOST_NAME) {
      throw new HelloSyntaxException("the server name is of an unknown type");
    }
    OctetReader name = list.slice(list.uint16(), "server name");
    list.requireEnd();
    return name.rest();
  }

  /** RFC 7301 §3.1: at least one id, none of them empty. */
  private static List<ApplicationProtocol> protocolNames(OctetReader extension)
      throws HelloSyntaxException {
    OctetReader list = extension.slice(extension.uint16(), "ALPN list");
    extension.requireEnd();
    List<ApplicationProtocol> names = new ArrayList<>();
    while (list.hasMore()) {
      int length = list.uint8();
      if (length == 0) {
        throw new HelloSyntaxException("an ALPN id is empty");
      }
      names.add(new ApplicationProtocol(list.slice(length, "ALPN id").rest()));
    }
    if (names.isEmpty()) {
      throw new HelloSyntaxException("the ALPN list is empty");
    }
    return names;
  }

  private static List<Integer> vector(OctetReader extension, int length, String what)
      throws HelloSyntaxException {
    List<Integer> values = uint16List(extension.slice(length, what));
    extension.requireEnd();
    return values;
  }

  private static List<Integer> uint16List(OctetReader list) throws HelloSyntaxException {
    List<Integer> values = new ArrayList<>(list.remaining() / 2);
    while (list.hasMore()) {
      values.add(list.uint16());
    }
    if (values.isEmpty()) {
      throw new HelloSyntaxException("a list of cipher suites, versions or signatures is empty");
    }
    return values;
  }
}
