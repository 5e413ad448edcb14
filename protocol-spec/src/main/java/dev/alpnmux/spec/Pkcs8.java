package dev.alpnmux.spec;

import java.io.ByteArrayOutputStream;
import java.security.KeyException;
import java.util.Arrays;

/** Wraps the older forms of a private key into PKCS#8 (RFC 5958 §2), the only one Java reads. */
final class Pkcs8 {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int PARAMETERS = 0xA0;

  private static final byte[] VERSION_0 = {INTEGER, 1, 0};
  // 1.2.840.113549.1.1.1 rsaEncryption, NULL (RFC 8017 appendix A.1)
  private static final byte[] RSA = {
    0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0
  };
  // 1.2.840.10045.2.1 ecPublicKey (RFC 5480 §2.1.1)
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private Pkcs8() {}

  static byte[] ofPkcs1(byte[] rsaKey) {
    return wrap(element(SEQUENCE, RSA), rsaKey);
  }

  /** RFC 5915 §3: the curve stands inside the key and moves to the algorithm. */
  static byte[] ofSec1(byte[] ecKey) throws KeyException {
    try {
      return wrap(element(SEQUENCE, EC, curveOf(ecKey)), ecKey);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new KeyException("the EC key is damaged", e);
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, key));
  }

  private static byte[] curveOf(byte[] ecKey) throws KeyException {
    int position = contentOf(ecKey, 0);
    while (position < ecKey.length) {
      int content = contentOf(ecKey, position);
      int end = content + lengthOf(ecKey, position);
      if ((ecKey[position] & 0xFF) == PARAMETERS) {
        return Arrays.copyOfRange(ecKey, content, end);
      }
      position = end;
    }
    throw new KeyException("the EC key names no curve; convert it with: openssl pkey -in KEY");
  }

  private static int contentOf(byte[] der, int element) {
    int first = der[element + 1] & 0xFF;
    return element + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private static int lengthOf(byte[] der, int element) {
    int first = der[element + 1] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = element + 2; i < contentOf(der, element); i++) {
      length = length << 8 | der[i] & 0xFF;
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.size() < 0x80) {
      element.write(content.size());
    } else {
      // Two length bytes hold every key up to 64 KiB; DER forbids them for less than 256.
      element.write(content.size() < 0x100 ? 0x81 : 0x82);
      if (content.size() >= 0x100) {
        element.write(content.size() >> 8);
      }
      element.write(content.size());
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }
}
