package exo.db.command.option;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where to listen: {@code HOST:PORT}, {@code [IPv6]:PORT}, or {@code none}. */
public final class ListenConverter implements ITypeConverter<ListenConverter.Choice> {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:]+)):(\\d{1,5})");
    private static final int LARGEST_PORT = 65_535;

    /** An address, or none. */
    public record Choice(Optional<InetSocketAddress> address) {
        /** Nothing is listened to. */
        public static final Choice NONE = new Choice(Optional.empty());
    }

    @Override
    public Choice convert(String text) {
        if (text.equals("none")) {
            return Choice.NONE;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > LARGEST_PORT) {
            throw new TypeConversionException(
                    "'" + text + "' is no address to listen on: write for example 127.0.0.1:9188, or none");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(matcher.group(3)));
        if (address.isUnresolved()) {
            throw new TypeConversionException("'" + host + "' is no host that is known here");
        }
        return new Choice(Optional.of(address));
    }
}
