import 'reflect-metadata';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Injectable,
  Module,
  NotFoundException,
  Param,
  Post,
  UnauthorizedException,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';
import { Members } from './members.js';

interface HttpRequest {
  readonly headers: { authorization?: string };
}

@Injectable()
class AdminGuard implements CanActivate {
  constructor(private readonly members: Members) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    if (this.members.isAdmin(headers.authorization)) return true;
    throw new UnauthorizedException();
  }
}

@Controller('admin')
@UseGuards(AdminGuard)
class AdminController {
  constructor(private readonly video: WebGearRtcService) {}

  /** A link for a guest, valid for an hour, and good for the page, its video and its images. */
  @Post('links/:camera')
  invite(@Param('camera') camera: string, @Body() { guest = 'guest' }: { guest?: string } = {}): object {
    return { url: this.video.signUrl(camera, { expiresIn: 3600, viewer: { id: guest }, maxRung: 'half' }) };
  }

  /** Who watches what now. */
  @Get('viewers')
  viewers(): object[] {
    return this.video.peers.map(({ peerId, streamName, viewer, state, expiresAtMs = 0 }) => ({
      peerId,
      camera: streamName,
      viewer: viewer?.id,
      state,
      until: new Date(expiresAtMs),
    }));
  }

  /** Removes a viewer, who is kept out for a minute. */
  @Delete('viewers/:peerId')
  @HttpCode(204)
  remove(@Param('peerId') peerId: string): void {
    const options = { reason: 'Come back in a minute', forMs: 60_000 };
    if (!this.video.kick(peerId, options)) throw new NotFoundException();
  }
}

@Module({ providers: [Members], exports: [Members] })
class MembersModule {}

@Module({
  imports: [
    MembersModule,
    WebGearRtcModule.forRoot({
      path: 'cameras',
      streams: { front: { source: 'test:' }, yard: { source: 'test:' } },
      authorize: { useExisting: Members },
      viewerLimits: { perViewer: 4, joinsPerAddress: 120 },
      // Without it, links end with the process: openssl rand -base64 32
      ...(process.env['LINK_SECRET'] !== undefined && { linkSecret: process.env['LINK_SECRET'] }),
    }),
  ],
  controllers: [AdminController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
// So that the browser asks for name and password, which it then sends with every request of the page.
app.use(
  (request: HttpRequest, response: { setHeader(name: string, value: string): void }, next: () => void) => {
    if (request.headers.authorization === undefined)
      response.setHeader('WWW-Authenticate', 'Basic realm="Cameras"');
    next();
  },
);
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The cameras are at ${await app.getUrl()}/cameras/`);
