/**
 * Health, metrics, state and control over HTTP, on an address of their own. Read {@link
 * dev.alpnmux.gateway.admin.AdminServer}.
 */
@NullMarked
package dev.alpnmux.gateway.admin;

import org.jspecify.annotations.NullMarked;
