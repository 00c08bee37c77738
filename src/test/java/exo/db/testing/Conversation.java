package exo.db.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one client has said so far: what its prepared statements stand for, and the statements of the turn. */
final class Conversation {
    private final Map<String, String> prepared = new HashMap<>();
    private final Map<String, String> portals = new HashMap<>();
    private final List<String> turn = new ArrayList<>();

    /** Takes a message down; says whether it is a statement. */
    boolean hears(Message message) {
        switch (message.type()) {
            case 'P' -> prepared.put(message.text(0), message.text(1));
            case 'B' -> portals.put(message.text(0), prepared.getOrDefault(message.text(1), ""));
            case 'Q' -> turn.add(message.text(0));
            case 'E' -> turn.add(portals.getOrDefault(message.text(0), ""));
            default -> {}
        }
        return message.type() == 'Q' || message.type() == 'E';
    }

    /** The latest statement. */
    String statement() {
        return turn.getLast();
    }

    /** The statements since the last turn. */
    List<String> endTurn() {
        List<String> statements = List.copyOf(turn);
        turn.clear();
        return statements;
    }
}
