/**
 * Who is where: users, not connections. Says {@code online} and {@code offline}, with a grace
 * period for those who come right back. Meets the other verticles on the bus.
 */
package io.chathub.presence;
