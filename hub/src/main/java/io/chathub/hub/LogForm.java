package io.chathub.hub;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.chathub.hub.config.LogFormat;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log written as the settings say. Logging starts before they are read, as text; what was
 * wrong with them is told as text.
 */
final class LogForm {

  private static final Logger LOG = LoggerFactory.getLogger(LogForm.class);
  private static final String APPENDER = "stderr"; // of conf/logback.xml

  private LogForm() {}

  static void write(LogFormat format) {
    if (format == LogFormat.TEXT) {
      return;
    }
    ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
    if (loggers instanceof LoggerContext context
        && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
            instanceof OutputStreamAppender<ILoggingEvent> stderr) {
      JsonLines lines = new JsonLines();
      lines.setContext(context);
      lines.start();
      stderr.setEncoder(lines);
    } else {
      LOG.warn(
          "log.format does nothing: a logging configuration of your own has no appender {}",
          APPENDER);
    }
  }
}
