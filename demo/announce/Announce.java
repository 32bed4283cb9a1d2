/** Tells that the build has begun, because the demo builds quietly. */
final class Announce {
    public static void main(String[] args) {
        System.out.println("Building the component and the server. The first time, Maven fetches what they need ...");
    }
}
