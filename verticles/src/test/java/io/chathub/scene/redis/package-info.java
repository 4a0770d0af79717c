/** Real Redis processes for tests: one server, one under Sentinel's eyes, a cluster. */
package io.chathub.scene.redis;
