package io.chathub.bench.compare;

import java.util.List;

/**
 * One load: the generator's command with its options, and the longest that it may take.
 *
 * @param waitSeconds after which the generator is ended and the comparison fails
 */
record Scenario(String title, List<String> command, boolean isMemory, int waitSeconds) {}
