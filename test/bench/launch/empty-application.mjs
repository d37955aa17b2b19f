// A Nest application with one route and nothing else, on the port that is given to it.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';

class EmptyModule {}

const app = await NestFactory.create({ module: EmptyModule }, { logger: false });
app.getHttpAdapter().get('/', (_request, response) => response.send('OK'));
await app.listen(Number(process.argv[2]), '127.0.0.1');
