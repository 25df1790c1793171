"""Addresses and postal codes: where people live is found, where firms, offices and code live is left alone.

``{braces}`` mark what must be masked, ``⏎`` a line break. A marked text must be masked exactly there.
"""

import re
from collections.abc import Callable

import pytest

from service.privacy.detector import PatternDetector
from service.privacy.spans import disjoin
from service.text import RawText

Mask = Callable[[str], str]
MINIMUM_SCORE = 0.5

NUMBERED = """
서울특별시 강남구 테헤란로 123
주소: {서울특별시 강남구 테헤란로 123길 45, 101동 1203호 (역삼동, 래미안)}
주소 {경기도 성남시 분당구 판교역로 235}
현주소: {부산광역시 해운대구 센텀중앙로 97, B동 1503호}
거주지 | {대전 유성구 대학로 99, 203호}
자택주소 : {인천시 연수구 송도과학로 32 (송도동)}
저는 {서울시 관악구 봉천로 12길 34}에 거주하고 있습니다.
집은 {경기 수원시 영통구 광교중앙로 145}입니다.
{세종특별자치시 도움4로 13}
{세종시 한누리대로 2130, 501호}
{제주특별자치도 제주시 첨단로 242}
{제주시 첨단로 242}
{강원특별자치도 춘천시 중앙로 1}
{전북특별자치도 전주시 완산구 홍산로 45, 302호}
{충남 천안시 서북구 불당21로 67-18}
{경남 창원시 의창구 원이대로 320}
{울산 남구 삼산로 280, 지하 1층}
{광주 광산구 수완로 11번길 22}
{대구광역시 달서구 월배로 43길 5-12, 가동 201호}
{서울 종로구 종로3가 12-3}
{서울 중구 을지로 지하 55}
{서울 송파구 올림픽로35가길 10, 1502호}
{경기도 용인시 처인구 모현읍 외대로 81}
{경기도 양평군 서종면 북한강로 1234-5}
{경북 안동시 풍천면 하회리 산 12-3}
{전남 순천시 낙안면 동내리 403번지}
{경기도 성남시 분당구 정자동 178-3}
{서울시 노원구 상계동 720 주공아파트 305동 1204호}
{서울 강남구 역삼동 123-45 2층}
{부천시 원미구 중동 1164, 303-1502}
{수원시 팔달구 인계동 1117번지 101호}
{고양시 일산동구 중앙로 1275번길 38-10}
{수원 영통구 매탄로 88}
{경기 하남 미사강변대로 12, 1101동 905호}
{성남 분당구 불정로 6}
{강남구 테헤란로 521}
{마포구 성미산로 45, 반지하}
{서울특별시 서대문구⏎통일로 97, 302호}
{경기도 화성시 동탄대로⏎181, 1203동 503호}
주소\t{인천광역시 부평구 부평대로 168, 701호}\t연락처\t010
| 주소 | {충청북도 청주시 흥덕구 오송읍 오송생명로 123} |
"address": "{경기도 파주시 문발로 140}"
{서울 강서구 화곡로 302 강서아파트 101동 1203호}
{은마아파트 31동 1203호}
{래미안 102동 903호}에 삽니다.
{역삼동 123-45}
{역삼동 736-1번지 302호}
({서초동 1685-8 번지 우정빌라 B02호})
{평택시 안중읍 안현로 서7길 33 나동 지층}
{풍천면 하회리 산 12-3} 에서 자랐다
주소: {서울특별시 노원구 화랑로 621, 코지하우스 3층 B룸}
주민등록주소: {대구광역시 수성구 동대구로 350, 12층}
배송지 : {경기도 김포시 김포한강4로 125, 201동 1502호}
거주지: {서울 강남구}
현거주지: {서울시 도봉구 쌍문동}
주소: {부산시 사하구 다대동 다대아파트 3동 502호}
"""

AREAS = """
작년부터 {대전 유성구}에 정착하였습니다.
거 주	{서울 강남구 논현동}
- 통근: {구미 옥계동}에서 자차
{서울 도봉구 쌍문동}에 살고 있습니다.
현재 {서울시 관악구}에 거주 중입니다.
{관악구}에서 자취하고 있습니다.
{경기도 성남시 분당구}에 거주하며 출퇴근이 가능합니다.
{대전 유성구 봉명동} 거주
부모님과 함께 {인천 부평구}에 삽니다.
{성남시 분당구 정자동}에서 10년째 살았습니다.
저는 {마포구 합정동}에 사는 개발자입니다.
집은 {서울 강동구 천호동} 근처입니다.
{수원시}에 살며 판교로 통근합니다.
{경기도 고양시}에서 부모님과 함께 거주하고 있습니다.
{세종시 새롬동} 거주
{상계동}에 거주
홍길동⏎{서울 강남구 역삼동}⏎010-1234-5678
홍길동 | {경기 성남시} | 010-1234-5678
"""

ROMANISED = """
Address: {102-201, 106 Garam-ro, Yeonsu-gu, Incheon}
{123 Teheran-ro, Gangnam-gu, Seoul 06236, Korea}
{Teheran-ro 123, Gangnam-gu, Seoul}
{101-dong 1203-ho, 45, Teheran-ro 123-gil, Gangnam-gu, Seoul, Republic of Korea}
I live at {12, Seocho-daero 77-gil, Seocho-gu, Seoul}.
{#302, 45 Sejong-daero, Jung-gu, Seoul, South Korea}
{178-3 Jeongja-dong, Bundang-gu, Seongnam-si, Gyeonggi-do 13561}
{3F, 20 Bongeunsa-ro 114-gil, Gangnam-gu, Seoul}
I currently live in {Bundang-gu, Seongnam-si}.
Home: {Mapo-gu, Seoul}
{Apt 101-1203, 12 Olympic-ro 35ga-gil, Songpa-gu, Seoul}
{Seoul, Gangnam-gu, Teheran-ro 123}
{Yeoksam-dong, Gangnam-gu, Seoul}
{55 Haeundaehaebyeon-ro 298beon-gil, Haeundae-gu, Busan}
{Unit 502, 88 Maetan-ro, Yeongtong-gu, Suwon-si, Gyeonggi-do, Korea}
Address: {12 Daehak-ro, Jongno-gu, Seoul 03080}
"""

POSTAL = """
(우) {06236}
우편번호: {13561}
우편번호 {03925}입니다
우편번호는 {03925}예요.
우편번호{42117}
{06236} 서울특별시 강남구
우 {30113}
우편번호: {135-080}
우편번호도 알려 주세요⏎고객: {03925} 입니다
Zip code: {13561}
"postal_code": "{06236}"
우 편 번 호 | {48058}
"""

KEPT = """
고양이 셋과 삽니다.
대전·세종·계룡 거주자 우대
강남구청 홍보팀에서 근무했습니다.
서울특별시교육청 주관 공모전 수상
성남시청 스마트도시과와 협업
서울 강남구 소재 IT 기업에서 인턴
서울 강남구 / 네이버
근무지: 서울 강남구
희망 근무지: 경기 성남시 분당구
경상북도 포항시 남구 식품접객업 영업허가 공고
해운대구 우동 주민센터에서 봉사
울산광역시 남구청장 표창
대구 수성구 범어동 일대 상권 분석
부산 동래구 온천동 측정소의 자료
서울캠퍼스 컴퓨터공학부
판교 오피스에서 근무
서울대학교 전산학과
부산국제영화제 자원봉사
대전과학고등학교 졸업
인천국제공항 시스템 운영
활동 12회 참여
가로 6, 세로 4 격자
프로토콜로 5개 서비스를 통합
비밀번호 12-34 정책
쿼리를 병렬로 10개 실행
필요하시면 12-34번 문서를 보세요
하나로 3단계 절차를 통합
새로 2개 팀을 만들었다
별도로 3명을 채용
평균적으로 5,000건 처리
동시에 3호기를 가동
자동 3단계 배포
운동 5-10분
이동 12-3 구간
서버 3동 규모의 데이터센터를 설계
B1 등급 영어
B2B 로 3 년간 운영
클라우드로 12개 서비스 이전
도로 3차선 인식 모델
대로변 상권 분석
한길로 정진하겠습니다
앞으로 10년을 준비
주로 3가지 업무
실제로 2번 재현
오류 처리 12-34 코드
1단계로 3일 안에 복구
서울시 공공데이터 포털 API
경기도 일자리재단 과정 수료
세종대학교 졸업
제주 항공 예약 시스템
충남대학교 병원 정보팀
광주과학기술원 석사
전주 대비 3% 상승
구로 디지털단지의 스타트업에서 3년
강서 지역 매출 1위
서울 지하철 2호선 혼잡도 예측
지도 API로 주소 정제 모듈을 개발
도로명주소 변환 라이브러리 공개
우편번호 검색 서비스를 12000명이 사용
우수상 12000명 중 1위
Metro, Seoul 2019 conference
Euro-do 2020
Micro-ro framework
ETRI-si 2
Senior engineer, Seoul, South Korea
Kakao, Pangyo
Worked in Gangnam office
"""


def _cases(lines: str) -> list[str]:
    return [line.replace("⏎", "\n").replace("\\t", "\t") for line in lines.strip().splitlines()]


def _masked(text: str) -> str:
    findings = [f for f in PatternDetector().find(RawText(text)) if f.score >= MINIMUM_SCORE]
    for finding in reversed(disjoin(findings, text)):
        text = f"{text[: finding.start]}{{{text[finding.start : finding.end]}}}{text[finding.end :]}"
    return re.sub(r"\}([^\w\n|]{0,3})\{", r"\1", text)


def _marks(line: str) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", line)


@pytest.mark.parametrize("line", [*_cases(NUMBERED), *_cases(AREAS), *_cases(ROMANISED), *_cases(POSTAL)])
def test_an_address_is_masked_from_its_first_character_to_its_last(line: str) -> None:
    text = line.replace("{", "").replace("}", "")
    assert [m for m in _marks(_masked(text)) if not m.startswith("010")] == (_marks(line) or [text])


@pytest.mark.parametrize("text", _cases(KEPT))
def test_workplaces_offices_and_technical_prose_stay(mask: Mask, text: str) -> None:
    assert mask(text) == text


def test_an_area_is_no_home_where_it_tells_a_workplace(mask: Mask) -> None:
    masked = mask("경력\n네이버 | 경기 성남시 분당구 | 2019.03 ~ 2021.02\n서울 강남구 소재 스타트업 창업")
    assert "경기 성남시 분당구" in masked
    assert "서울 강남구 소재" in masked
