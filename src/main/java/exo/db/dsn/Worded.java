package exo.db.dsn;

/** One of the fixed choices that a parameter takes. */
sealed interface Worded
        permits SslMode, ChannelBinding, TargetSession, LoadBalance, ClientCertificateMode, GssEncryptionMode {
    /** The choice as it stands in a connection string; case-sensitive. */
    String word();
}
