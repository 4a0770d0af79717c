package io.chathub.hub.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where a configuration comes from; what comes later here wins.
 *
 * @param isFileRequired whether it is a problem that the file is not there
 * @param sets {@code key=value} of the command line
 */
public record ConfigSources(
    Path file, boolean isFileRequired, Map<String, String> environment, List<String> sets) {}
