// An SMTP server on loopback that keeps the mails it takes, read by mailparser.
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** What an SMTP server says when it takes something not, or not now. */
export function refusal(responseCode, message) {
  return Object.assign(new Error(message), { responseCode })
}

export class MailSink {
  /** Every message that was accepted: its envelope, its bytes, and what mailparser makes of it. */
  taken = []
  /** How often a message was sent as far as its data. */
  tried = 0
  /** Called for each message; an Error refuses it, a promise delays it. */
  decide = () => undefined
  /** The same for a recipient. */
  decideOnRecipient = () => undefined

  static async start(options = {}) {
    const sink = new MailSink()
    sink.server = new SMTPServer({
      disabledCommands: options.auth ? [] : ['AUTH', 'STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo: (address, session, done) => done(sink.decideOnRecipient(address.address, session)),
      onData: (stream, session, done) => void sink.take(stream, session, done),
      onAuth: (auth, session, done) => {
        const right = auth.username === options.auth.user && auth.password === options.auth.password
        done(right ? null : refusal(535, '5.7.8 who are you?'), right ? { user: auth.username } : undefined)
      },
      ...options.server,
    })
    sink.server.on('error', () => {}) // a client that is killed is what these tests are about
    await new Promise((done) => sink.server.listen(options.port ?? 0, '127.0.0.1', done))
    sink.port = sink.server.server.address().port
    sink.url = `smtp://127.0.0.1:${sink.port}`
    return sink
  }

  async take(stream, session, done) {
    const chunks = []
    try {
      for await (const chunk of stream) chunks.push(chunk)
    } catch {
      return // whoever sent it is gone
    }
    this.tried += 1
    const raw = Buffer.concat(chunks)
    const no = await this.decide(session, raw)
    if (no) return done(no)
    const envelope = {
      from: session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map(({ address }) => address),
    }
    const mail = await simpleParser(raw)
    const { secure, user, clientHostname, hostNameAppearsAs } = session
    this.taken.push({ envelope, raw, mail, secure, user, clientHostname, greeted: hostNameAppearsAs })
    done()
  }

  to(address) {
    return this.taken.filter(({ envelope }) => envelope.to.includes(address))
  }

  close() {
    return new Promise((done) => this.server.close(done))
  }
}
