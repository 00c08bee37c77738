package exo.db;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import exo.db.render.LogForm;
import exo.db.render.LogLevel;
import org.slf4j.LoggerFactory;

/**
 * What libraries log is for diagnosis only: to standard error, and off unless the property {@code exo.db.log} names a
 * level; in the form that {@code exo.db.log.form} names.
 *
 * <p>In code and not in XML, whose reading costs a short command 100 ms.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    static final String LEVEL_PROPERTY = "exo.db.log";
    static final String FORM_PROPERTY = "exo.db.log.form";

    /** Made by logback, by way of the service that this class is registered as. */
    public LogConfiguration() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        boolean isEcs = LogForm.ECS.toString().equals(System.getProperty(FORM_PROPERTY));
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(isEcs ? new EcsEncoder() : lines(context));
        appender.start();
        ch.qos.logback.classic.Logger root = root(context);
        root.setLevel(Level.toLevel(System.getProperty(LEVEL_PROPERTY), Level.OFF));
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Has libraries log at that level from now on. */
    static void setLevel(LogLevel level) {
        root((LoggerContext) LoggerFactory.getILoggerFactory()).setLevel(Level.toLevel(level.toString(), Level.OFF));
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{30} %msg%n");
        encoder.start();
        return encoder;
    }

    private static ch.qos.logback.classic.Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
