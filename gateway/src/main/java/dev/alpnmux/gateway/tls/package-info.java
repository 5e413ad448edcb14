/**
 * TLS with clients and upstreams: which certificate, which engine, which context. Read {@link
 * dev.alpnmux.gateway.tls.ServerCertificate} first.
 */
@NullMarked
package dev.alpnmux.gateway.tls;

import org.jspecify.annotations.NullMarked;
