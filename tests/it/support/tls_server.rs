//! A small HTTPS server on a thread of its own, with the certificates beside this file.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

/// Where the certificate `name` lies.
pub fn certificate(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/tls").join(name)
}

/// Serves `200 []` with the certificate `name` to whoever trusts it, until the test process ends.
pub fn serve(name: &str) -> SocketAddr {
    watchfloor::net::install_crypto();
    let leaf = CertificateDer::from_pem_file(certificate(name)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(certificate("leaf.key")).expect("a key");
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![leaf], key).expect("they fit");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream);
            let mut request = [0; 4_096];
            // The client may well refuse us: that is what the tests are about.
            if stream.read(&mut request).is_ok_and(|n| n > 0) {
                let _ =
                    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]");
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    address
}
