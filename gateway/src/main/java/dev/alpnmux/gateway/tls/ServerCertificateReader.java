package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.Pem;
import dev.alpnmux.spec.ServerNamePattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads certificates and private keys from PEM files. Every method blocks on file access. */
public final class ServerCertificateReader {
  /** RFC 5280 §4.2.1.6: the tag of a dNSName among the alternative names. */
  private static final int DNS_NAME = 2;

  private ServerCertificateReader() {}

  /**
   * Reads a certificate with its chain, and its key.
   *
   * @throws ServerCertificateException if one cannot be read, or the key is not the leaf's
   */
  public static ServerCertificate read(Path certificate, Path key)
      throws ServerCertificateException {
    return pair(certificate, chain(certificate), key, key(key));
  }

  /**
   * Returns the certificates of a file in their order; at least one.
   *
   * @throws ServerCertificateException if it cannot be read
   */
  public static List<X509Certificate> chain(Path file) throws ServerCertificateException {
    String text = text(file);
    try {
      return Pem.certificates(text);
    } catch (GeneralSecurityException e) {
      throw unusable(file, e);
    }
  }

  /**
   * Returns the first private key of a file.
   *
   * @throws ServerCertificateException if it cannot be read, or is encrypted
   */
  public static PrivateKey key(Path file) throws ServerCertificateException {
    String text = text(file);
    try {
      return Pem.privateKey(text);
    } catch (GeneralSecurityException e) {
      throw unusable(file, e);
    }
  }

  /**
   * Puts together what was read.
   *
   * @throws ServerCertificateException if the key is not the one of the first certificate
   */
  public static ServerCertificate pair(
      Path certificate, List<X509Certificate> chain, Path keyFile, PrivateKey key)
      throws ServerCertificateException {
    if (!Pem.isKeyOf(key, chain.get(0))) {
      throw new ServerCertificateException(mismatch(certificate, chain, keyFile, key));
    }
    return new ServerCertificate(certificate.toString(), chain, key, names(certificate, chain));
  }

  private static String mismatch(
      Path certificate, List<X509Certificate> chain, Path keyFile, PrivateKey key) {
    boolean isOutOfOrder = chain.stream().anyMatch(c -> Pem.isKeyOf(key, c));
    return isOutOfOrder
        ? certificate + ": the certificate of the key must stand first, before its issuers"
        : keyFile + ": this is not the private key of " + certificate;
  }

  private static List<ServerNamePattern> names(Path file, List<X509Certificate> chain)
      throws ServerCertificateException {
    List<ServerNamePattern> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
      for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (name.get(0).equals(DNS_NAME)) {
          // A name that no client can send stands for nothing.
          ServerNamePattern.parse((String) name.get(1)).ifPresent(names::add);
        }
      }
    } catch (CertificateParsingException e) {
      throw new ServerCertificateException(file + ": its alternative names are damaged", e);
    }
    return names;
  }

  private static String text(Path file) throws ServerCertificateException {
    try {
      // Bytes beyond ASCII can only stand between the blocks, where nothing is read.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new ServerCertificateException(file + ": " + reason(file, e), e);
    }
  }

  /** Returns why a file cannot be read. */
  static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to read it as this user";
    }
    return Files.isDirectory(file) ? "this is a directory" : "cannot be read: " + e.getMessage();
  }

  private static ServerCertificateException unusable(Path file, GeneralSecurityException e) {
    return new ServerCertificateException(file + ": " + e.getMessage(), e);
  }
}
