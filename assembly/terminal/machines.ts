/** The machines by number: the one place that knows them all. */
import { exchange } from "../acquirer/exchange";
import { seal } from "../acquirer/seal";
import { completion } from "../emv/completion";
import { firstAc } from "../emv/first_ac";
import { oda } from "../emv/oda";
import { reading } from "../emv/reading";
import { scripts } from "../emv/scripts";
import { selection } from "../emv/selection";
import { signedAc } from "../emv/signed_ac";
import { transmit } from "../emv/transmit";
import { append } from "../journal/append";
import { compact } from "../journal/compact";
import { replay } from "../journal/replay";
import { makeRoom } from "../journal/room";
import { Machine, NO_ROW } from "../machine/row";
import { Terminal } from "../machine/terminal";
import { asking } from "./asking";
import { backup } from "./backup/backup";
import { fetch } from "./backup/fetch";
import { restore } from "./backup/restore";
import { shelf } from "./backup/shelf";
import { limits } from "./batch/limits";
import { settlement } from "./batch/settlement";
import { testPayment } from "./batch/test_payment";
import { authorisation } from "./authorisation";
import { faulting } from "./care/fault_list";
import { maintaining } from "./care/maintenance";
import { securing } from "./care/security";
import { activation } from "./binding/activation";
import { binding } from "./binding/binding";
import { erasing } from "./binding/erasing";
import { office } from "./binding/office";
import { registration } from "./binding/registration";
import { serviceCheck } from "./binding/service_check";
import { unbinding } from "./binding/unbinding";
import { service } from "./care/service";
import { upkeep } from "./care/upkeep";
import { choice } from "./choice";
import { download } from "./download/download";
import { firmware } from "./download/firmware";
import { obey } from "./download/obey";
import { trial } from "./download/trial";
import { entry } from "./entry";
import { form } from "./form";
import { forwarding } from "./forwarding";
import { lifecycle } from "./lifecycle";
import { menu } from "./menu";
import { notice } from "./notice";
import { confirming } from "./people/confirm";
import { login } from "./people/login";
import { newPassword } from "./people/new_password";
import { numbering } from "./people/number";
import { peopling } from "./people/people";
import { pin } from "./pin";
import { presenting } from "./presenting";
import { recovery } from "./recovery";
import { reversal } from "./reversal";
import { sale } from "./sale";
import { connection } from "./setup/connection";
import { faultCheck } from "./setup/fault_check";
import { firstStart } from "./setup/first_start";
import { help } from "./setup/help";
import { language } from "./setup/language";
import { networking } from "./setup/networking";
import { readiness } from "./setup/readiness";
import { serverList } from "./setup/server_list";
import { setting } from "./setup/setting";
import { settings } from "./setup/settings";
import { signOn } from "./sign_on";
import { upload } from "./upload";
import { verification } from "./verification";

export function react(t: Terminal, machine: i32, state: i32, event: i32): i32 {
  switch (machine) {
    case Machine.LIFECYCLE:
      return lifecycle(t, state, event);
    case Machine.SALE:
      return sale(t, state, event);
    case Machine.AUTHORISATION:
      return authorisation(t, state, event);
    case Machine.SIGN_ON:
      return signOn(t, state, event);
    case Machine.RECOVERY:
      return recovery(t, state, event);
    case Machine.REVERSAL:
      return reversal(t, state, event);
    case Machine.ENTRY:
      return entry(t, state, event);
    case Machine.CHOICE:
      return choice(t, state, event);
    case Machine.PIN:
      return pin(t, state, event);
    case Machine.SEAL:
      return seal(t, state, event);
    case Machine.EXCHANGE:
      return exchange(t, state, event);
    case Machine.SELECTION:
      return selection(t, state, event);
    case Machine.READING:
      return reading(t, state, event);
    case Machine.FIRST_AC:
      return firstAc(t, state, event);
    case Machine.COMPLETION:
      return completion(t, state, event);
    case Machine.TRANSMIT:
      return transmit(t, state, event);
    case Machine.REPLAY:
      return replay(t, state, event);
    case Machine.MAKE_ROOM:
      return makeRoom(t, state, event);
    case Machine.COMPACT:
      return compact(t, state, event);
    case Machine.APPEND:
      return append(t, state, event);
    case Machine.VERIFICATION:
      return verification(t, state, event);
    case Machine.ODA:
      return oda(t, state, event);
    case Machine.SIGNED_AC:
      return signedAc(t, state, event);
    case Machine.SCRIPTS:
      return scripts(t, state, event);
    case Machine.NOTICE:
      return notice(t, state, event);
    case Machine.PRESENTING:
      return presenting(t, state, event);
    case Machine.ASK:
      return asking(t, state, event);
    case Machine.MENU:
      return menu(t, state, event);
    case Machine.READINESS:
      return readiness(t, state, event);
    case Machine.SETTING:
      return setting(t, state, event);
    case Machine.LANGUAGE:
      return language(t, state, event);
    case Machine.NETWORKING:
      return networking(t, state, event);
    case Machine.SERVERS:
      return serverList(t, state, event);
    case Machine.CONNECTION:
      return connection(t, state, event);
    case Machine.FAULT_CHECK:
      return faultCheck(t, state, event);
    case Machine.FIRST_START:
      return firstStart(t, state, event);
    case Machine.SETTINGS:
      return settings(t, state, event);
    case Machine.HELP:
      return help(t, state, event);
    case Machine.FORM:
      return form(t, state, event);
    case Machine.FORWARD:
      return forwarding(t, state, event);
    case Machine.OFFICE:
      return office(t, state, event);
    case Machine.REGISTRATION:
      return registration(t, state, event);
    case Machine.BINDING:
      return binding(t, state, event);
    case Machine.ACTIVATION:
      return activation(t, state, event);
    case Machine.UNBINDING:
      return unbinding(t, state, event);
    case Machine.ERASE:
      return erasing(t, state, event);
    case Machine.SERVICE_CHECK:
      return serviceCheck(t, state, event);
    case Machine.LOGIN:
      return login(t, state, event);
    case Machine.NUMBER:
      return numbering(t, state, event);
    case Machine.SERVICE:
      return service(t, state, event);
    case Machine.NEW_PASSWORD:
      return newPassword(t, state, event);
    case Machine.PEOPLE:
      return peopling(t, state, event);
    case Machine.FAULTS:
      return faulting(t, state, event);
    case Machine.MAINTENANCE:
      return maintaining(t, state, event);
    case Machine.SECURITY:
      return securing(t, state, event);
    case Machine.UPKEEP:
      return upkeep(t, state, event);
    case Machine.CONFIRM:
      return confirming(t, state, event);
    case Machine.DOWNLOAD:
      return download(t, state, event);
    case Machine.FIRMWARE:
      return firmware(t, state, event);
    case Machine.TRIAL:
      return trial(t, state, event);
    case Machine.OBEY:
      return obey(t, state, event);
    case Machine.SETTLEMENT:
      return settlement(t, state, event);
    case Machine.LIMITS:
      return limits(t, state, event);
    case Machine.TEST_PAYMENT:
      return testPayment(t, state, event);
    case Machine.BACKUP:
      return backup(t, state, event);
    case Machine.RESTORE:
      return restore(t, state, event);
    case Machine.FETCH:
      return fetch(t, state, event);
    case Machine.SHELF:
      return shelf(t, state, event);
    case Machine.UPLOAD:
      return upload(t, state, event);
  }
  return NO_ROW;
}
