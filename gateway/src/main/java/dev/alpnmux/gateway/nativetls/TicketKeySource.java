package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.tls.TicketKey;
import java.util.List;

/** Gives the keys of session tickets. Thread-safe; does not block. */
@FunctionalInterface
public interface TicketKeySource {
  /**
   * Returns the keys for the sessions of one policy: the first makes tickets, all open them. None
   * leaves random ones to BoringSSL, which then serve this process and configuration alone.
   *
   * @param policyDigest 32 octets that differ for each service, id, certificate and client policy
   */
  List<TicketKey> keys(byte[] policyDigest);
}
