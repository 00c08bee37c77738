package exo.db.web;

/** Writes HTML such that no text can be taken for markup. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Markup of our own, as it is. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text of any origin. */
    Html text(Object text) {
        out.append(PageText.escape(text.toString()));
        return this;
    }

    /** An element without attributes around a text. */
    Html element(String name, Object text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    /** A row of a table's body. */
    Html row(Object... cells) {
        raw("<tr>");
        for (Object cell : cells) {
            element("td", cell);
        }
        return raw("</tr>\n");
    }

    /** The head of a table. */
    Html head(String... titles) {
        raw("<thead><tr>");
        for (String title : titles) {
            raw("<th scope=\"col\">").text(title).raw("</th>");
        }
        return raw("</tr></thead>\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
