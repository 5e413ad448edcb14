package dev.alpnmux.client;

import java.security.cert.CertificateException;

/** A server has proved itself but not acknowledged the service; JSSE knows it as distrust. */
final class UnacknowledgedException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final String answer;

  /**
   * @param answer the id in the server's answer, one char per octet; empty for none
   */
  UnacknowledgedException(String message, String answer) {
    super(message);
    this.answer = answer;
  }

  String answer() {
    return answer;
  }
}
