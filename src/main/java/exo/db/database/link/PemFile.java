package exo.db.database.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The blocks of a PEM file, in their order; what stands around them is a comment. */
record PemFile(List<Block> blocks) {
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    PemFile {
        blocks = List.copyOf(blocks);
    }

    /**
     * One block.
     *
     * @param label what it says it is, such as {@code CERTIFICATE}
     * @param headers of the old form of encryption; usually none
     * @param base64 the content, without line ends
     */
    record Block(String label, Map<String, String> headers, String base64) {
        Block {
            headers = Map.copyOf(headers);
        }

        /** @throws IOException when the block is damaged */
        byte[] content() throws IOException {
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new IOException("a block that is not base64", e);
            }
        }

        /** May hold a key. */
        @Override
        public String toString() {
            return label;
        }
    }

    static PemFile read(Path file) throws IOException {
        return of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }

    /** @throws IOException when a block does not end */
    static PemFile of(String text) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = text.lines().map(String::stripTrailing).toList();
        for (int line = 0; line < lines.size(); line++) {
            String first = lines.get(line);
            if (first.startsWith(BEGIN) && first.endsWith(DASHES)) {
                String label = first.substring(BEGIN.length(), first.length() - DASHES.length());
                int end = lines.subList(line, lines.size()).indexOf(END + label + DASHES);
                if (end < 0) {
                    throw new IOException("a block without its end");
                }
                blocks.add(block(label, lines.subList(line + 1, line + end)));
                line += end;
            }
        }
        return new PemFile(blocks);
    }

    List<X509Certificate> certificates() throws IOException, CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (CERTIFICATES.contains(block.label())) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
            }
        }
        return certificates;
    }

    List<X509CRL> revocationLists() throws IOException, CertificateException, CRLException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509CRL> lists = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label().equals("X509 CRL")) {
                lists.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(block.content())));
            }
        }
        return lists;
    }

    private static Block block(String label, List<String> lines) {
        Map<String, String> headers = new HashMap<>();
        StringBuilder content = new StringBuilder();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            } else {
                content.append(line.strip());
            }
        }
        return new Block(label, headers, content.toString());
    }
}
