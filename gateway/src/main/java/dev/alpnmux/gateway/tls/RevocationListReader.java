package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.util.List;

/** Reads revocation lists from PEM and DER files. Blocks on file access. */
public final class RevocationListReader {
  /** The tag of a SEQUENCE, which PEM text does not begin with. */
  private static final int DER_SEQUENCE = 0x30;

  private RevocationListReader() {}

  /**
   * Returns the lists of a file in their order; at least one. They are not verified yet.
   *
   * @throws ServerCertificateException if it cannot be read, or holds a list that is not complete
   */
  public static List<RevocationList> read(Path file) throws ServerCertificateException {
    byte[] octets = octets(file);
    try {
      return lists(octets).stream().map(l -> RevocationList.of(file.toString(), l)).toList();
    } catch (CRLException e) {
      throw new ServerCertificateException(file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ServerCertificateException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<X509CRL> lists(byte[] octets) throws CRLException {
    return octets.length > 0 && octets[0] == DER_SEQUENCE
        ? List.of(Pem.revocationList(octets))
        : Pem.revocationLists(new String(octets, StandardCharsets.ISO_8859_1));
  }

  private static byte[] octets(Path file) throws ServerCertificateException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ServerCertificateException(
          file + ": " + ServerCertificateReader.reason(file, e), e);
    }
  }
}
