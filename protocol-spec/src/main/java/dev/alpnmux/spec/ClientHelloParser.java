package dev.alpnmux.spec;

import static dev.alpnmux.spec.Refusal.DUPLICATE_EXTENSION;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parses the body of one ClientHello message (RFC 8446 §4.1.2): every length must be exact. The
 * first error in reading order decides; an extension is known as a duplicate by its type alone.
 */
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

  // The registered types but a few are below 64. One BitSet for all took 8 KiB for the largest.
  private long commonTypes;
  private final Set<Integer> rareTypes = new HashSet<>();

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
    body.slice(body.uint8(), "compression methods").requireMore();
  }

  private void extensions(OctetReader list) throws HelloSyntaxException {
    while (list.hasMore()) {
      int type = list.uint16();
      if (!isFirst(type)) {
        throw new HelloSyntaxException(
            DUPLICATE_EXTENSION, "extension " + type + " stands twice in the ClientHello");
      }
      extension(type, list.uint16(), list);
    }
  }

  private boolean isFirst(int type) {
    if (type >= Long.SIZE) {
      return rareTypes.add(type);
    }
    boolean isFirst = (commonTypes & 1L << type) == 0;
    commonTypes |= 1L << type;
    return isFirst;
  }

  private void extension(int type, int length, OctetReader list) throws HelloSyntaxException {
    switch (type) {
      case SERVER_NAME_EXTENSION ->
          serverName = Optional.of(hostName(list.slice(length, "server name extension")));
      case PROTOCOLS_EXTENSION ->
          protocols = Optional.of(protocolNames(list.slice(length, "ALPN extension")));
      case SUPPORTED_VERSIONS_EXTENSION ->
          supportedVersions =
              Optional.of(versions(list.slice(length, "supported versions extension")));
      case SIGNATURE_ALGORITHMS_EXTENSION ->
          signatureSchemes = signatures(list.slice(length, "signature algorithms extension"));
      // RFC 8446 §4.2: a server ignores the extensions that it does not know.
      default -> list.skip(length);
    }
  }

  /** RFC 6066 §3: one entry of the one known type; nobody sends, or could read, another. */
  private static String hostName(OctetReader extension) throws HelloSyntaxException {
    OctetReader list = extension.slice(extension.uint16(), "server name list");
    extension.requireEnd();
    list.requireMore();
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
    list.requireMore();
    List<ApplicationProtocol> names = new ArrayList<>();
    while (list.hasMore()) {
      OctetReader name = list.slice(list.uint8(), "ALPN id");
      name.requireMore();
      names.add(new ApplicationProtocol(name.rest()));
    }
    return names;
  }

  private static List<Integer> versions(OctetReader extension) throws HelloSyntaxException {
    List<Integer> versions = uint16List(extension.slice(extension.uint8(), "supported versions"));
    extension.requireEnd();
    return versions;
  }

  private static List<Integer> signatures(OctetReader extension) throws HelloSyntaxException {
    List<Integer> schemes = uint16List(extension.slice(extension.uint16(), "signature algorithms"));
    extension.requireEnd();
    return schemes;
  }

  private static List<Integer> uint16List(OctetReader list) throws HelloSyntaxException {
    list.requireMore();
    return Uint16List.rest(list);
  }
}
