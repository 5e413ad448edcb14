package dev.alpnmux.cli.probe.wire;

import static dev.alpnmux.cli.probe.wire.Octets.join;
import static dev.alpnmux.cli.probe.wire.Octets.uint16;
import static dev.alpnmux.cli.probe.wire.Octets.vector16;
import static dev.alpnmux.cli.probe.wire.Octets.vector8;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.List;

/**
 * An extension of a ClientHello (RFC 8446 §4.2), right or wrong.
 *
 * @param type its number
 * @param body what stands behind its length
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Extension(int type, byte[] body) {
  /** The server's name (RFC 6066 §3). */
  public static final int SERVER_NAME = 0;

  /** The ids (RFC 7301 §3.1). */
  public static final int PROTOCOLS = 16;

  /** Where a ClientHello of TLS 1.3 names its versions (RFC 8446 §4.2.1). */
  public static final int SUPPORTED_VERSIONS = 43;

  /** What a HelloRetryRequest wants to see again (RFC 8446 §4.2.2). */
  public static final int COOKIE = 44;

  /** The keys of TLS 1.3 (RFC 8446 §4.2.8). */
  public static final int KEY_SHARE = 51;

  /** Hides a second hello (RFC 9849). */
  public static final int ENCRYPTED_CLIENT_HELLO = 0xFE0D;

  /** Makes a hello longer (RFC 7685). */
  public static final int PADDING = 21;

  private static final int HOST_NAME = 0;
  private static final int EXTENDED_MASTER_SECRET = 23;
  private static final int SUPPORTED_GROUPS = 10;
  private static final int POINT_FORMATS = 11;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int PSK_MODES = 45;
  private static final int RENEGOTIATION_INFO = 0xFF01;

  /** Returns the one that names a server, whatever stands in the name. */
  public static Extension serverName(String octets) {
    return new Extension(SERVER_NAME, vector16(hostName(octets)));
  }

  /** Returns an entry of the list of server names. */
  public static byte[] hostName(String octets) {
    return join(new byte[] {HOST_NAME}, vector16(Octets.of(octets)));
  }

  /** Returns the one that offers these ids in this order. */
  public static Extension protocols(List<ApplicationProtocol> ids) {
    byte[][] list = ids.stream().map(id -> vector8(id.bytes())).toArray(byte[][]::new);
    return new Extension(PROTOCOLS, vector16(join(list)));
  }

  /** Returns the one that offers these versions. */
  public static Extension versions(int... numbers) {
    return new Extension(SUPPORTED_VERSIONS, vector8(uint16(numbers)));
  }

  /** Returns the one that holds these keys; none of them asks for a HelloRetryRequest. */
  public static Extension keyShares(KeyShare... shares) {
    byte[][] list = new byte[shares.length][];
    for (int i = 0; i < shares.length; i++) {
      list[i] = join(uint16(shares[i].group()), vector16(shares[i].key()));
    }
    return new Extension(KEY_SHARE, vector16(join(list)));
  }

  /** Returns the one that names these groups (RFC 8446 §4.2.7). */
  public static Extension groups(int... numbers) {
    return new Extension(SUPPORTED_GROUPS, vector16(uint16(numbers)));
  }

  /** Returns what every client of our time sends besides, for either version. */
  static List<Extension> usual() {
    return List.of(
        new Extension(EXTENDED_MASTER_SECRET, new byte[0]),
        new Extension(RENEGOTIATION_INFO, new byte[1]),
        new Extension(POINT_FORMATS, vector8(new byte[1])),
        groups(KeyShare.X25519, KeyShare.SECP256R1, KeyShare.SECP384R1),
        new Extension(
            SIGNATURE_ALGORITHMS,
            vector16(
                uint16(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0807))));
  }

  /** Returns the one that says how sessions may be resumed; some servers of TLS 1.3 ask for it. */
  static Extension pskModes() {
    return new Extension(PSK_MODES, vector8((byte) 1));
  }

  byte[] octets() {
    return join(uint16(type), vector16(body));
  }
}
