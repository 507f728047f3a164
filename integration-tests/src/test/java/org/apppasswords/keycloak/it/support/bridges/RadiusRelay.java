package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;

/** Forwards the messages of one RADIUS client to a server on this machine, and does something before the first acceptance. */
public final class RadiusRelay implements AutoCloseable {

    private static final int LARGEST_MESSAGE = 4096;
    private static final byte ACCEPT = 2;

    private final DatagramSocket clientSide;
    private final DatagramSocket serverSide;
    private volatile SocketAddress client;
    private Runnable beforeAcceptance;

    /** Forwards to this port. */
    public RadiusRelay(int serverPort, Runnable beforeAcceptance) {
        this.beforeAcceptance = beforeAcceptance;
        try {
            clientSide = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            serverSide = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            serverSide.connect(InetAddress.getLoopbackAddress(), serverPort);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        run("to-radius", this::forwardRequest);
        run("from-radius", this::forwardResponse);
    }

    /** Returns the port for the client. */
    public int port() {
        return clientSide.getLocalPort();
    }

    @Override
    public void close() {
        clientSide.close();
        serverSide.close();
    }

    private void forwardRequest() throws IOException {
        DatagramPacket request = receive(clientSide);
        client = request.getSocketAddress();
        serverSide.send(new DatagramPacket(request.getData(), request.getLength()));
    }

    private void forwardResponse() throws IOException {
        DatagramPacket response = receive(serverSide);
        if (response.getData()[0] == ACCEPT) {
            beforeAcceptance.run();
            beforeAcceptance = () -> {};
        }
        clientSide.send(new DatagramPacket(response.getData(), response.getLength(), client));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket message = new DatagramPacket(new byte[LARGEST_MESSAGE], LARGEST_MESSAGE);
        socket.receive(message);
        return message;
    }

    private interface Forwarding {

        void run() throws IOException;
    }

    private void run(String name, Forwarding forwarding) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            forwarding.run();
                        }
                    } catch (IOException e) {
                        if (!clientSide.isClosed()) {
                            throw new UncheckedIOException(e);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
