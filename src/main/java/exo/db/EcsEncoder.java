package exo.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.render.EcsLine;
import exo.db.render.LogLevel;
import java.io.IOException;

/** What libraries log, in lines like those that the operator is told; logback's own JSON has other names. */
final class EcsEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NONE = {};

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = EcsLine.of(
                event.getInstant(),
                LogLevel.of(event.getLevel().levelStr).orElse(LogLevel.TRACE),
                event.getLoggerName(),
                event.getFormattedMessage(),
                json -> write(json, event));
        return (line + "\n").getBytes(UTF_8);
    }

    private static void write(JsonGenerator json, ILoggingEvent event) throws IOException {
        json.writeStringField("process.thread.name", event.getThreadName());
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            json.writeStringField("error.type", failure.getClassName());
            json.writeStringField("error.message", failure.getMessage());
            json.writeStringField("error.stack_trace", ThrowableProxyUtil.asString(failure));
        }
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }
}
