import {
  Controller,
  ForbiddenException,
  Get,
  Inject,
  Injectable,
  Module,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

@Injectable()
class Keys {
  readonly valid = 'open sesame';
}

@Module({ providers: [Keys], exports: [Keys] })
class KeysModule {}

@Injectable()
class KeyGuard implements CanActivate {
  constructor(@Inject(Keys) private readonly keys: Keys) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return headers['x-key'] === this.keys.valid;
  }
}

const closed: CanActivate = {
  canActivate: () => {
    throw new ForbiddenException('closed today');
  },
};

@Controller('host')
class HostController {
  @Get()
  fine(): string {
    return 'fine';
  }
}

const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });

describe.each(adapters)('guards in the options under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(
    guards: NonNullable<Parameters<typeof WebGearRtcModule.forRoot>[0]['guards']>,
  ): Promise<void> {
    const imports = [
      WebGearRtcModule.forRoot({
        source: 'test:',
        customDataLocation: folder.path,
        path: 'camera',
        guards,
        imports: [KeysModule],
      }),
    ];
    host = await UnitHost.start({ adapter, imports, controllers: [HostController] });
  }

  async function statuses(headers: Record<string, string>): Promise<number[]> {
    const post = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' } };
    const answers = [
      await host.request('/camera', { headers }),
      await host.request('/camera/', { headers }),
      await host.request('/camera/static/js/custom.js', { headers }),
      await host.request('/camera/stream.mjpeg', { method: 'HEAD', headers }),
      await host.request('/camera/snapshot.jpg', { headers }),
      await host.request('/camera/offer', { ...post, body: offer }),
      await host.request('/camera/quality', { ...post, body: '{"sessionToken":"secret-1"}' }),
      await host.request('/camera/close_connection', { ...post, body: '0' }),
    ];
    return answers.map(({ status }) => status);
  }

  it('hold for each of our routes and for none of the host, with dependencies of their own', async () => {
    await start([KeyGuard]);
    expect(await statuses({})).toEqual(Array(8).fill(403));
    expect(host.peers.offers).toEqual([]);
    expect((await host.request('/host')).text).toBe('fine');
    expect(await statuses({ 'X-Key': 'open sesame' })).toEqual(Array(8).fill(200));
  });

  it('may be instances, and their refusals go the way of the host', async () => {
    await start([closed]);
    const answer = await host.request('/camera', { headers: { Accept: 'text/html' } });
    expect(JSON.parse(answer.text)).toEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: 'closed today',
    });
  });

  it('are refused before the body of an offer is looked at', async () => {
    await start([closed]);
    expect((await host.post('/camera/offer', 'application/json', '{"type":')).status).toBe(403);
  });
});
