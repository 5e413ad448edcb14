package dev.alpnmux.spec;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.KeyException;

/** Wraps the older forms of a private key into PKCS#8 (RFC 5958 §2), the only one Java reads. */
final class Pkcs8 {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int PARAMETERS = 0xA0;

  private static final int SHORT_LENGTH_MAX = 0x7F;
  private static final int ONE_LENGTH_BYTE = 0x81;
  private static final int TWO_LENGTH_BYTES = 0x82;

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

  static byte[] ofPkcs1(byte[] rsaKey) throws KeyException {
    return wrap(element(SEQUENCE, RSA), rsaKey);
  }

  /** RFC 5915 §3: the curve stands inside the key and moves to the algorithm. */
  static byte[] ofSec1(byte[] ecKey) throws KeyException {
    try {
      return wrap(element(SEQUENCE, EC, curveOf(ecKey)), ecKey);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new KeyException("the EC key is damaged", e);
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) throws KeyException {
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, key));
  }

  private static byte[] curveOf(byte[] ecKey) throws KeyException {
    ByteBuffer key = ByteBuffer.wrap(ecKey);
    int outerTag = key.get();
    ByteBuffer fields = content(key);
    if (outerTag != SEQUENCE || key.hasRemaining()) {
      throw new IllegalArgumentException("not exactly one SEQUENCE");
    }
    while (fields.hasRemaining()) {
      int tag = fields.get() & 0xFF;
      ByteBuffer content = content(fields);
      if (tag == PARAMETERS) {
        byte[] curve = new byte[content.remaining()];
        content.get(curve);
        return curve;
      }
    }
    throw new KeyException("the EC key names no curve; convert it with: openssl pkey -in KEY");
  }

  /** Returns the content of the element whose tag has just been read, and moves behind it. */
  private static ByteBuffer content(ByteBuffer der) {
    int length = lengthOf(der);
    ByteBuffer content = der.slice().limit(length);
    der.position(der.position() + length);
    return content;
  }

  /** One length byte, or one or two behind a count of them: no key here is larger. */
  private static int lengthOf(ByteBuffer der) {
    int first = der.get() & 0xFF;
    return switch (first) {
      case ONE_LENGTH_BYTE -> der.get() & 0xFF;
      case TWO_LENGTH_BYTES -> der.getShort() & 0xFFFF;
      default -> {
        if (first > SHORT_LENGTH_MAX) {
          throw new IllegalArgumentException("a length that is indefinite or beyond 64 KiB");
        }
        yield first;
      }
    };
  }

  private static byte[] element(int tag, byte[]... parts) throws KeyException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    writeLength(content.size(), element);
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  /** X.690 §10.1: in the shortest form. */
  private static void writeLength(int length, ByteArrayOutputStream element) throws KeyException {
    if (length > 0xFFFF) {
      throw new KeyException("the key is damaged: it is longer than 64 KiB");
    }
    if (length > 0xFF) {
      element.write(TWO_LENGTH_BYTES);
      element.write(length >> 8);
    } else if (length > SHORT_LENGTH_MAX) {
      element.write(ONE_LENGTH_BYTE);
    }
    element.write(length);
  }
}
