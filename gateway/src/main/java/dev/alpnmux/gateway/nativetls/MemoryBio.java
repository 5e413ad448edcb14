package dev.alpnmux.gateway.nativetls;

import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;

/** PEM text in native memory, for the calls of BoringSSL that read it from there. */
final class MemoryBio implements AutoCloseable {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final long address;

  private MemoryBio() throws SSLException {
    try {
      address = SSL.newMemBIO();
    } catch (Exception e) {
      throw new SSLException("no native memory", e);
    }
  }

  static MemoryBio of(List<X509Certificate> certificates) throws SSLException {
    MemoryBio bio = new MemoryBio();
    try {
      for (X509Certificate certificate : certificates) {
        bio.write("CERTIFICATE", certificate.getEncoded());
      }
      return bio;
    } catch (CertificateEncodingException | SSLException e) {
      bio.close();
      throw new SSLException("a certificate cannot be encoded", e);
    }
  }

  /**
   * @param pkcs8 the encoded key; wiped
   */
  static MemoryBio ofPrivateKey(byte[] pkcs8) throws SSLException {
    MemoryBio bio = new MemoryBio();
    try {
      bio.write("PRIVATE KEY", pkcs8);
      return bio;
    } catch (SSLException e) {
      bio.close();
      throw e;
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private void write(String label, byte[] der) throws SSLException {
    append(ascii("-----BEGIN " + label + "-----\n"));
    append(LINES.encode(der));
    append(ascii("\n-----END " + label + "-----\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Wipes what it has copied: it may be of a private key. */
  private void append(byte[] text) throws SSLException {
    ByteBuffer memory = ByteBuffer.allocateDirect(text.length).put(text);
    try {
      if (SSL.bioWrite(address, Buffer.address(memory), text.length) != text.length) {
        throw new SSLException("no native memory");
      }
    } finally {
      Arrays.fill(text, (byte) 0);
      memory.clear().put(text);
    }
  }

  long address() {
    return address;
  }

  @Override
  public void close() {
    SSL.freeBIO(address);
  }
}
